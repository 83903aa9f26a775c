"""Pages of which a part is made: it stands between two marks, and all else is by hand."""

END = "<!-- until here -->"


def between(page: str, begin: str, lines: str) -> str:
    """The page with these lines between `begin` and END; as it is without the two."""
    before, mark, rest = page.partition(begin)
    _, last, after = rest.partition(END)
    return f"{before}{mark}\n{lines}\n{last}{after}" if last else page
