"""What an expression is known to be on the way to the environment, and which expressions are their parts."""

from enum import Enum
from typing import TYPE_CHECKING

from ops.env.scan.patterns import Key, Unnamed
from ops.env.scan.syntax import field, operator

if TYPE_CHECKING:
    from tree_sitter import Node

# Expressions that are one of their operands: field names, or None for the first child.
_PASS_THROUGH: dict[str, tuple[str, ...] | None] = {
    "parenthesized_expression": None,
    "non_null_expression": None,
    "as_expression": None,
    "satisfies_expression": None,
    "type_assertion": None,
    "ternary_expression": ("consequence", "alternative"),
}
_OPERANDS = {"||": ("left", "right"), "??": ("left", "right"), "&&": ("right",)}


class Value(Enum):
    """What an expression is known to be, or may be (`given || process.env`)."""

    GLOBAL = "globalThis"
    PROCESS = "process"
    ENV = "process.env"
    META = "import.meta"
    META_ENV = "import.meta.env"


ENVIRONMENTS = (Value.ENV, Value.META_ENV)
_STEPS: dict[tuple[Value, Key], Value] = {
    (Value.GLOBAL, "process"): Value.PROCESS,
    (Value.PROCESS, "default"): Value.PROCESS,
    (Value.PROCESS, "env"): Value.ENV,
    (Value.META, "env"): Value.META_ENV,
}


def step(value: Value | None, path: tuple[Key, ...]) -> Value | None:
    """What the keys of `path` lead to inside `value`."""
    for name in path:
        if value is not None and name is not Unnamed.REST:
            value = _STEPS.get((value, name))
    return value


def operands(node: "Node") -> list["Node"]:
    """The parts of an expression, any of which may be its value; none for other expressions."""
    kind = node.type
    if kind == "binary_expression":
        fields: tuple[str, ...] | None = _OPERANDS.get(operator(node), ())
    else:
        fields = _PASS_THROUGH.get(kind, ())
    if fields is None:
        inner = [child for child in node.named_children if child.type != "comment"]
        # `<Type>value` is the one form with the type in front.
        return inner[-1:] if kind == "type_assertion" else inner[:1]
    return [child for name in fields if (child := field(node, name)) is not None]
