"""Which declaration a name in one file means: the scopes of JavaScript, as far as a scan needs them."""

from typing import TYPE_CHECKING

from ops.env.scan.patterns import PAIRS
from ops.env.scan.syntax import Tree, field, text

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = frozenset(
    {
        "program",
        "function_declaration",
        "function_expression",
        "generator_function_declaration",
        "generator_function",
        "arrow_function",
        "method_definition",
    }
)
_BLOCKS = _FUNCTIONS | {"statement_block", "for_statement", "for_in_statement", "catch_clause", "switch_body"}
_NAMED = frozenset(
    {"function_declaration", "generator_function_declaration", "class_declaration", "enum_declaration"}
)
IMPORTS = frozenset({"import_specifier", "import_clause", "namespace_import"})
# Pattern -> the field that leads on to the variable; None for any child.
_INSIDE = {
    "object_pattern": None,
    "array_pattern": None,
    "rest_pattern": None,
    "pair_pattern": "value",
    "assignment_pattern": "left",
    "object_assignment_pattern": "left",
    "required_parameter": "pattern",
    "optional_parameter": "pattern",
}
_KINDS = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")


class Names:
    """The identifiers of one file: where each is declared, and where its value is taken."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._declared: dict[Node, Node] = {}
        self._scopes: dict[str, set[Node]] = {}
        used = []
        for node in tree.nodes:
            if node.type in _KINDS:
                around, pattern = self._out_of_pattern(node)
                if scope := self._scope(around, pattern):
                    self._declared[node] = scope
                    self._scopes.setdefault(text(node), set()).add(scope)
                elif not _sets(around, pattern):
                    used.append(node)
        self._uses: dict[tuple[str, Node | None], list[Node]] = {}
        for node in used:
            self._uses.setdefault((text(node), self.home(node)), []).append(node)

    def home(self, node: "Node") -> "Node | None":
        """The scope whose declaration an identifier means, or None if this file declares no such name."""
        if node in self._declared or (scopes := self._scopes.get(text(node))) is None:
            return self._declared.get(node)
        return next((around for around in self._tree.around(node, _BLOCKS) if around in scopes), None)

    def uses(self, variable: "Node") -> list["Node"]:
        """Where the value of a declared variable is taken; none for a variable from elsewhere."""
        home = self.home(variable)
        return self._uses.get((text(variable), home), []) if home is not None else []

    def undeclared(self, name: str) -> list["Node"]:
        """Where the value of a name is taken that this file does not declare there."""
        return self._uses.get((name, None), [])

    def _out_of_pattern(self, node: "Node") -> "tuple[Node, Node]":
        """What stands around the pattern that puts a value into an identifier, and the pattern."""
        inner = node
        for around in self._tree.around(node):
            part = _INSIDE.get(around.type, "")
            if part == "" or (part is not None and field(around, part) != inner):
                return around, inner
            inner = around
        return self._tree.nodes[0], inner

    def _scope(self, around: "Node", pattern: "Node") -> "Node | None":
        """The scope in which `around` declares the variables of its pattern; None if it declares none."""
        match around.type:
            case "formal_parameters":
                return self._tree.parent(around)
            case "variable_declarator" if field(around, "name") == pattern:
                declaration = self._tree.parent(around)
                # `var` belongs to the function, `let` and `const` to the block.
                is_var = declaration is not None and declaration.type == "variable_declaration"
                return self._enclosing(around, _FUNCTIONS if is_var else _BLOCKS)
            case "arrow_function" | "catch_clause" if field(around, "parameter") == pattern:
                return around
            case "for_in_statement" if field(around, "left") == pattern and (word := field(around, "kind")):
                return self._enclosing(around, _FUNCTIONS) if text(word) == "var" else around
            case kind if kind in _NAMED and field(around, "name") == pattern:
                return self._enclosing(around, _BLOCKS)
            case kind if kind in IMPORTS and field(around, "alias") in (None, pattern):
                return self._tree.nodes[0]
        return None

    def _enclosing(self, node: "Node", kinds: frozenset[str]) -> "Node | None":
        return next(self._tree.around(node, kinds), None)


def _sets(around: "Node", pattern: "Node") -> bool:
    """Whether a variable of the pattern gets a value, or is only what another module calls it."""
    is_target = around.type in PAIRS and field(around, PAIRS[around.type][0]) == pattern
    return is_target or around.type in IMPORTS
