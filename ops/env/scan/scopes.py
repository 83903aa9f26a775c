"""Which declaration a name in one file means: the scopes of JavaScript, as far as a scan needs them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ops.env.scan.patterns import Key, pair, parts
from ops.env.scan.syntax import fixed_text, text, walk

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "generator_function_declaration",
        "generator_function",
        "arrow_function",
        "method_definition",
    }
)
_BLOCKS = FUNCTIONS | {
    "program",
    "statement_block",
    "for_statement",
    "for_in_statement",
    "catch_clause",
    "switch_body",
}
_NAMED = frozenset(
    {"function_declaration", "generator_function_declaration", "class_declaration", "enum_declaration"}
)


@dataclass
class Variable:
    """One declared name: the values that are put into it and the keys that lead there.

    `path_in_process` is set for what is imported from Node's module `process`.
    """

    sources: list[tuple["Node", tuple[Key, ...]]] = field(default_factory=list)
    path_in_process: tuple[Key, ...] | None = None


class File:
    """The nodes of one syntax tree, their parents, and the variables that are declared in it."""

    def __init__(self, root: "Node") -> None:
        pairs = list(walk(root))
        self.nodes = [node for node, _ in pairs]
        self.parents = {node.id: parent for node, parent in pairs}
        # Node -> the innermost scope that it opens or stands in.
        self._scope: dict[int, Node] = {}
        for node, parent in pairs:
            self._scope[node.id] = node if parent is None or node.type in _BLOCKS else self._scope[parent.id]
        # The identifiers that are written to; every other one is a use.
        self.written: set[int] = set()
        self._variables: dict[tuple[int, str], Variable] = {}
        for node in self.nodes:
            self._declare(node)
        for node in self.nodes:
            self._connect(node)

    def variable(self, node: "Node") -> Variable | None:
        """The variable that an identifier means, or None if this file does not declare it."""
        name = text(node)
        for scope in self._scopes(node):
            if found := self._variables.get((scope.id, name)):
                return found
        return None

    def _scopes(self, node: "Node") -> Iterator["Node"]:
        current: Node | None = node
        while current is not None:
            scope = self._scope[current.id]
            yield scope
            current = self.parents[scope.id]

    def _add(self, node: "Node", pattern: "Node | None", kinds: frozenset[str] = _BLOCKS) -> None:
        """Declare the variables of a pattern in the innermost scope of one of `kinds` around `node`."""
        if pattern is None:
            return
        scope = next((scope for scope in self._scopes(node) if scope.type in kinds), self.nodes[0])
        for part in parts(pattern):
            if part.variable:
                self.written.add(part.node.id)
                self._variables.setdefault((scope.id, text(part.node)), Variable())

    def _declare(self, node: "Node") -> None:
        field = node.child_by_field_name
        if node.type in ("lexical_declaration", "variable_declaration"):
            # `var` belongs to the function, `let` and `const` to the block.
            kinds = _BLOCKS if node.type == "lexical_declaration" else FUNCTIONS | {"program"}
            for child in node.named_children:
                self._add(node, child.child_by_field_name("name"), kinds)
        elif node.type == "for_in_statement" and (kind := field("kind")):
            self._add(node, field("left"), FUNCTIONS | {"program"} if text(kind) == "var" else _BLOCKS)
        elif node.type == "catch_clause":
            self._add(node, field("parameter"))
        elif node.type == "import_statement":
            self._import(node)
        if node.type in FUNCTIONS:
            self._add(node, field("parameter"))
            parameters = field("parameters")
            for child in parameters.named_children if parameters else ():
                self._add(node, child)
        if node.type in _NAMED:
            self._add(self.parents[node.id] or node, field("name"))

    def _import(self, node: "Node") -> None:
        from_process = fixed_text(node.child_by_field_name("source")) in ("process", "node:process")
        for child, _ in walk(node):
            path: tuple[Key, ...] = ()
            if child.type == "import_specifier":
                name = child.child_by_field_name("name")
                local = child.child_by_field_name("alias") or name
                path = (fixed_text(name) or text(name),) if name is not None else ()
            elif child.type in ("import_clause", "namespace_import"):
                local = next((c for c in child.named_children if c.type == "identifier"), None)
            else:
                continue
            if local is None:
                continue
            self._add(node, local)
            self.written |= {part.id for part in child.named_children if part.type == "identifier"}
            variable = self.variable(local)
            if from_process and variable is not None:
                variable.path_in_process = () if path == ("default",) else path

    def _connect(self, node: "Node") -> None:
        pattern_and_value = pair(node)
        if pattern_and_value is None:
            return
        pattern, value = pattern_and_value
        for part in parts(pattern):
            if part.variable:
                self.written.add(part.node.id)
                variable = self.variable(part.node)
                if variable is not None:
                    variable.sources.append((value, part.path))
