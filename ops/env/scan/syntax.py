"""Syntax trees of JavaScript and TypeScript, and the small questions that a scan asks of a node."""

from collections.abc import Container, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from ops.commands import InputError

if TYPE_CHECKING:
    from tree_sitter import Node

SUFFIXES = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx"})
ACCESSES = frozenset({"member_expression", "subscript_expression"})


class NoParser(InputError):
    """The parsers are not installed; the text says how to get them."""


def parse(source: bytes, file: str) -> "Node":
    """The root of the syntax tree of `source`; the suffix of `file` chooses the language.

    A fault in the source is no exception: it is an ERROR node. Raises NoParser.
    """
    try:
        # Here and not above: every other command starts without them.
        import tree_sitter
        import tree_sitter_javascript as javascript
        import tree_sitter_typescript as typescript
    except ImportError as error:
        raise NoParser(
            f"{error.name}: not installed, and the scan reads JavaScript with it; "
            "run `pip install -r requirements-dev.txt`"
        ) from None
    suffix = PurePath(file).suffix
    language = {".ts": typescript.language_typescript, ".tsx": typescript.language_tsx}
    grammar = tree_sitter.Language(language.get(suffix, javascript.language)())
    return tree_sitter.Parser(grammar).parse(source).root_node


def first_fault(root: "Node") -> "Node | None":
    """The first node that is an error or was missing, or None in a sound tree."""
    if not root.has_error:
        return None
    node = root
    while not (node.is_error or node.is_missing):
        node = next(child for child in node.children if child.has_error or child.is_missing)
    return node


class Tree:
    """The named nodes of one syntax tree in the order of the source, except what is inside an error."""

    def __init__(self, root: "Node") -> None:
        self.nodes: list[Node] = []
        # A node of tree-sitter finds its parent from the root down, anew each time.
        self._parents: dict[Node, Node | None] = {}
        stack: list[tuple[Node, Node | None]] = [(root, None)]
        while stack:
            node, parent = stack.pop()
            if not node.is_error:
                self.nodes.append(node)
                self._parents[node] = parent
                stack += [(child, node) for child in reversed(node.named_children)]

    def parent(self, node: "Node") -> "Node | None":
        """The node around this one."""
        return self._parents[node]

    def around(self, node: "Node", kinds: Container[str] | None = None) -> Iterator["Node"]:
        """The nodes around this one, from the inside out; only those of `kinds`."""
        while (parent := self._parents[node]) is not None:
            node = parent
            if kinds is None or node.type in kinds:
                yield node


def text(node: "Node") -> str:
    """The source of a node."""
    return (node.text or b"").decode(errors="replace")


def field(node: "Node", name: str) -> "Node | None":
    """The part of a node that the grammar calls so."""
    return node.child_by_field_name(name)


def line(node: "Node") -> int:
    """The line on which a node starts, from 1."""
    return node.start_point.row + 1


def fixed_text(node: "Node | None") -> str | None:
    """The value of a string, or of a template without a substitution; None for anything else."""
    if node is None or node.type not in ("string", "template_string"):
        return None
    if any(child.type != "string_fragment" for child in node.named_children):
        return None
    return "".join(text(child) for child in node.named_children)


def key_node(access: "Node") -> "Node | None":
    """What stands behind the dot or between the brackets of a member or subscript expression."""
    return field(access, "property") or field(access, "index")


def key(access: "Node") -> str | None:
    """The name that a member or subscript expression asks for; None if only a run can tell."""
    node = key_node(access)
    if node is not None and node.type == "property_identifier":
        return text(node)
    return fixed_text(node)


def operator(node: "Node") -> str:
    """The operator of a unary or binary expression."""
    found = field(node, "operator")
    return text(found) if found else ""
