"""Which expressions of a file are `process`, and which are its environment."""

from enum import Enum
from typing import TYPE_CHECKING

from ops.env.scan.patterns import Key, Odd
from ops.env.scan.scopes import File
from ops.env.scan.syntax import ACCESSES, fixed_text, key, text

if TYPE_CHECKING:
    from tree_sitter import Node

_GLOBALS = ("globalThis", "global", "window", "self")
# Expressions that are one of their operands: field names, or None for the first child.
_PASS_THROUGH: dict[str, tuple[str, ...] | None] = {
    "parenthesized_expression": None,
    "non_null_expression": None,
    "as_expression": None,
    "satisfies_expression": None,
    "type_assertion": None,
    "ternary_expression": ("consequence", "alternative"),
    "assignment_expression": ("right",),
}
_OPERANDS = {"||": ("left", "right"), "??": ("left", "right"), "&&": ("right",)}


class Value(Enum):
    """What an expression is known to be, or may be (`given || process.env`)."""

    PROCESS = "process"
    ENV = "process.env"
    META_ENV = "import.meta.env"


ENVIRONMENTS = (Value.ENV, Value.META_ENV)


def step(value: Value | None, path: tuple[Key, ...]) -> Value | None:
    """What the keys of `path` lead to inside `value`."""
    for name in path:
        if value is Value.PROCESS and name == "env":
            value = Value.ENV
        elif name is not Odd.REST and not (value is Value.PROCESS and name == "default"):
            return None
    return value


def operands(node: "Node") -> list["Node"]:
    """The parts of an expression, any of which may be its value; none for other expressions."""
    if node.type == "binary_expression":
        operator = node.child_by_field_name("operator")
        fields = _OPERANDS.get(text(operator) if operator else "", ())
    elif node.type in _PASS_THROUGH:
        named = _PASS_THROUGH[node.type]
        if named is None:
            inner = [child for child in node.named_children if child.type != "comment"]
            # `<Type>value` is the one form with the type in front.
            return inner[-1:] if node.type == "type_assertion" else inner[:1]
        fields = named
    else:
        return []
    return [child for name in fields if (child := node.child_by_field_name(name)) is not None]


class Values:
    """The values of the expressions of one file."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._known: dict[int, Value | None] = {}

    def of(self, node: "Node | None") -> Value | None:
        """What an expression is, as far as this file tells."""
        if node is None:
            return None
        if node.id not in self._known:
            self._known[node.id] = None  # two variables may be made of each other
            self._known[node.id] = self._find(node)
        return self._known[node.id]

    def _find(self, node: "Node") -> Value | None:
        if node.type in ("identifier", "shorthand_property_identifier"):
            return self._variable(node)
        if node.type in ACCESSES:
            return self._access(node)
        if node.type == "call_expression":
            return Value.PROCESS if _requires_process(node) else None
        return next((value for child in operands(node) if (value := self.of(child))), None)

    def _variable(self, node: "Node") -> Value | None:
        variable = self._file.variable(node)
        if variable is None:
            return Value.PROCESS if text(node) == "process" else None
        if variable.path_in_process is not None:
            return step(Value.PROCESS, variable.path_in_process)
        found = (step(self.of(source), path) for source, path in variable.sources)
        return next((value for value in found if value), None)

    def _access(self, node: "Node") -> Value | None:
        owner, name = node.child_by_field_name("object"), key(node)
        if owner is None or name is None:
            return None
        if owner.type == "meta_property":
            return Value.META_ENV if name == "env" and text(owner) == "import.meta" else None
        if name == "process" and owner.type == "identifier" and text(owner) in _GLOBALS:
            return Value.PROCESS if self._file.variable(owner) is None else None
        return step(self.of(owner), (name,))


def _requires_process(call: "Node") -> bool:
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None or text(function) != "require":
        return False
    return [fixed_text(child) for child in arguments.named_children] in (["process"], ["node:process"])
