"""Find where one file reads environment variables. Pure: from its bytes to what was found."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ops.env.scan.model import Dynamic, Place, Read, ScanResult, Side, Unclear
from ops.env.scan.patterns import Odd, pair, parts
from ops.env.scan.scopes import File
from ops.env.scan.syntax import ACCESSES, first_fault, fixed_text, key, key_node, line, parse
from ops.env.scan.uses import Uses, is_read, operator, shown
from ops.env.scan.values import ENVIRONMENTS, Value, Values, step

if TYPE_CHECKING:
    from tree_sitter import Node

FRONTEND_PREFIX = "REACT_APP_"
# What create-react-app fills into its HTML template (create-react-app.dev/docs/title-and-meta-tags).
_IN_HTML = re.compile(rf"%({FRONTEND_PREFIX}\w+|PUBLIC_URL|NODE_ENV)%")
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# Every object has these: `process.env.hasOwnProperty("X")` asks for X, and the others for nothing.
_METHODS = frozenset({"hasOwnProperty", "propertyIsEnumerable", "toString", "toLocaleString", "valueOf"})
_EXPRESSIONS = ACCESSES | {"identifier", "shorthand_property_identifier"}


def references(source: bytes, file: str, *, frontend: bool) -> ScanResult:
    """What `source` reads; `file` is its path for the result, `frontend` whether the browser runs it.

    Never raises for a fault in the source: that is an `Unclear`. Raises NoParser.
    """
    if file.endswith(".html"):
        return _in_html(source.decode(errors="replace"), file)
    try:
        return _in_code(source, file, frontend)
    except RecursionError:
        why = "one expression is nested too deeply to be followed; split it"
        return ScanResult(unclear=frozenset({Unclear(Place(file, 1), why)}))


def _in_html(source: str, file: str) -> ScanResult:
    # Blanks in place of a comment keep the line numbers.
    plain = _HTML_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
    return ScanResult(
        frozenset(
            Read(found[1], "frontend", Place(file, number))
            for number, content in enumerate(plain.split("\n"), start=1)
            for found in _IN_HTML.finditer(content)
        )
    )


def _in_code(source: bytes, file: str, frontend: bool) -> ScanResult:
    root = parse(source, file)
    unclear: frozenset[Unclear] = frozenset()
    if fault := first_fault(root):
        why = "cannot be parsed here, so reads may be missing from the result; correct the file"
        unclear = frozenset({Unclear(Place(file, line(fault)), why)})
    # Every read needs these words somewhere in its file, and most files end here.
    if b"env" not in source or not (b"process" in source or b"import.meta" in source):
        return ScanResult(unclear=unclear)
    finder = _Finder(file, frontend, File(root))
    for node in finder.tree.nodes:
        finder.visit(node)
    return ScanResult(frozenset(finder.reads), frozenset(finder.dynamic), unclear)


class _Finder:
    """What one file reads, collected node by node."""

    def __init__(self, file: str, frontend: bool, tree: File) -> None:
        self.file, self.frontend, self.tree = file, frontend, tree
        self.values = Values(tree)
        self.uses = Uses(tree, self.values)
        self.reads: set[Read] = set()
        self.dynamic: set[Dynamic] = set()

    def visit(self, node: "Node") -> None:
        if node.type in ACCESSES:
            self._access(node)
        elif node.type == "binary_expression" and operator(node) == "in":
            self._membership(node)
        elif inside := pair(node):
            self._pattern(node, *inside)
        is_use = node.type in _EXPRESSIONS and node.id not in self.tree.written
        if is_use and (value := self.values.of(node)) in ENVIRONMENTS:
            whole = self.uses.given_away(node)
            if whole is not None:
                self._unknown(value, node, whole)

    def _access(self, node: "Node") -> None:
        value = self.values.of(node.child_by_field_name("object"))
        if value not in ENVIRONMENTS or not is_read(node, self.tree):
            return
        name, parent = key(node), self.tree.parents[node.id]
        if name in _METHODS and parent is not None and parent.type == "call_expression":
            name, node = _first_argument(parent), parent
            self._named(value, name, node, node)
        else:
            self._named(value, name, key_node(node) or node, node)

    def _membership(self, node: "Node") -> None:
        value = self.values.of(node.child_by_field_name("right"))
        if value in ENVIRONMENTS:
            self._named(value, fixed_text(node.child_by_field_name("left")), node, node)

    def _pattern(self, node: "Node", pattern: "Node", source: "Node") -> None:
        value = self.values.of(source)
        for part in parts(pattern) if value else ():
            if part.variable:
                held = step(value, part.path)
                if held in ENVIRONMENTS and self._leaves_the_file(node, part.node):
                    self._unknown(held, node, node)
                continue
            owner = step(value, part.path[:-1])
            if owner in ENVIRONMENTS:
                name = part.path[-1]
                self._named(owner, None if isinstance(name, Odd) else name, part.node, part.node)

    def _leaves_the_file(self, node: "Node", variable: "Node") -> bool:
        """Whether others can read through the variable: exported, global, or a field of the class."""
        around = list(_around(node, self.tree))
        exported = [each.type for each in around[1:2]] == ["export_statement"]
        is_field = any(child.type == "accessibility_modifier" for child in node.named_children)
        return exported or is_field or self.tree.variable(variable) is None

    def _named(self, value: Value | None, name: str | None, place: "Node", whole: "Node") -> None:
        if name is None:
            self._unknown(value, place, whole)
        else:
            self.reads.add(Read(name, self._side(value, name), Place(self.file, line(place))))

    def _unknown(self, value: Value | None, place: "Node", whole: "Node") -> None:
        self.dynamic.add(Dynamic(Place(self.file, line(place)), self._side(value), shown(whole)))

    def _side(self, value: Value | None, name: str = "") -> Side:
        in_browser = self.frontend or value is Value.META_ENV or name.startswith(FRONTEND_PREFIX)
        return "frontend" if in_browser else "server"


def _around(node: "Node", tree: File) -> Iterator["Node"]:
    parent = tree.parents[node.id]
    while parent is not None:
        yield parent
        parent = tree.parents[parent.id]


def _first_argument(call: "Node") -> str | None:
    arguments = call.child_by_field_name("arguments")
    found = arguments.named_children[:1] if arguments else []
    return fixed_text(found[0]) if found else None
