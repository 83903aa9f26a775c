"""Find where one file reads environment variables. Pure: from its bytes to what was found."""

import re

from ops.env.scan.follow import BUILT_IN, Finder
from ops.env.scan.model import Place, Read, ScanResult, Unclear
from ops.env.scan.syntax import Tree, first_fault, line, parse

# What a build fills into its HTML template: create-react-app.dev/docs/title-and-meta-tags,
# vite.dev/guide/env-and-mode.
_IN_HTML = re.compile(r"%([A-Z]\w*)%")
_OF_THE_BUILD = BUILT_IN | {"PUBLIC_URL", "NODE_ENV"}
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def references(source: bytes, file: str, *, frontend: bool, prefixes: tuple[str, ...]) -> ScanResult:
    """What `source` reads; `file` is its path for the result, `frontend` whether the browser runs it.

    `prefixes`: how variables begin that the build puts into the bundle, wherever they are read. Never raises
    for a fault in the source: that is an `Unclear`. Raises NoParser.
    """
    if file.endswith(".html"):
        return _in_html(source.decode(errors="replace"), file, prefixes)
    try:
        return _in_code(source, file, frontend, prefixes)
    except RecursionError:
        why = "one pattern is nested too deeply to be followed; split it"
        return ScanResult(unclear=frozenset({Unclear(Place(file, 1), why)}))


def _in_html(source: str, file: str, prefixes: tuple[str, ...]) -> ScanResult:
    # Blanks in place of a comment keep the line numbers.
    plain = _HTML_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
    return ScanResult(
        frozenset(
            Read(name, "frontend", Place(file, number), name in BUILT_IN)
            for number, content in enumerate(plain.split("\n"), start=1)
            for name in _IN_HTML.findall(content)
            if name in _OF_THE_BUILD or name.startswith(prefixes)
        )
    )


def _in_code(source: bytes, file: str, frontend: bool, prefixes: tuple[str, ...]) -> ScanResult:
    root = parse(source, file)
    unclear: frozenset[Unclear] = frozenset()
    if fault := first_fault(root):
        why = "cannot be parsed here, so reads may be missing from the result; correct the file"
        unclear = frozenset({Unclear(Place(file, line(fault)), why)})
    # Every read needs these words somewhere in its file, and most files end here.
    if b"env" not in source or not (b"process" in source or b"import.meta" in source):
        return ScanResult(unclear=unclear)
    finder = Finder(Tree(root), file, frontend, prefixes)
    finder.follow()
    return ScanResult(frozenset(finder.reads), frozenset(finder.dynamic), unclear)
