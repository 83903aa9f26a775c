"""A page of HTML as a tree, strict about what is left open."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "br", "hr", "img", "input"}


@dataclass
class Element:
    """One element; `pieces`: its texts and elements in order."""

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    pieces: list["Element | str"] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator["Element"]:
        """Every element below it, of these tags where some are named."""
        for piece in self.pieces:
            if isinstance(piece, Element):
                if not tags or piece.tag in tags:
                    yield piece
                yield from piece.all(*tags)

    def one(self, tag: str) -> "Element":
        """The only element of a tag below it."""
        (found,) = self.all(tag)
        return found

    def by_id(self, name: str) -> "Element":
        """The element of this id."""
        (found,) = (each for each in self.all() if each.attributes.get("id") == name)
        return found

    def of_class(self, name: str) -> list["Element"]:
        """The elements of this class."""
        return [each for each in self.all() if name in (each.attributes.get("class") or "").split()]

    @property
    def text(self) -> str:
        """What it says, on one line."""
        whole = "".join(piece if isinstance(piece, str) else f" {piece.text} " for piece in self.pieces)
        return " ".join(whole.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].pieces.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].pieces.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.open[-1].pieces.append(data)


def read(page: str) -> Element:
    """The page as a tree. Fails where an element is not closed, or another is."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    (root,) = reader.open
    return root
