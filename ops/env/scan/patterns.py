"""Destructuring: which keys of a value a pattern takes, and into which variables they go."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ops.env.scan.syntax import field, fixed_text, text

if TYPE_CHECKING:
    from tree_sitter import Node


class Unnamed(Enum):
    """A step into a value that has no name in the source."""

    REST = "what no other key takes"
    UNKNOWN = "computed, or a place in a list"


Key = str | Unnamed

# Node type -> the fields that hold a pattern and the value that goes into it.
PAIRS = {
    "variable_declarator": ("name", "value"),
    "assignment_expression": ("left", "right"),
    "augmented_assignment_expression": ("left", "right"),
    "assignment_pattern": ("left", "right"),
    "object_assignment_pattern": ("left", "right"),
    "required_parameter": ("pattern", "value"),
    "optional_parameter": ("pattern", "value"),
}
_NAMES = ("identifier", "shorthand_property_identifier_pattern")


@dataclass(frozen=True)
class Part:
    """A key of the value, or a variable (`variable`) that gets what the keys of `path` lead to."""

    node: "Node"
    path: tuple[Key, ...]
    variable: bool


def pair(node: "Node") -> tuple["Node", "Node"] | None:
    """The pattern and the value of a node that puts one into the other, or None."""
    fields = PAIRS.get(node.type)
    if fields is None:
        return None
    pattern, value = (field(node, name) for name in fields)
    return (pattern, value) if pattern is not None and value is not None else None


def parts(pattern: "Node", path: tuple[Key, ...] = ()) -> Iterator[Part]:
    """The keys and variables of a pattern, from the outside in; `path` leads to the pattern itself."""
    if pattern.type in _NAMES:
        yield Part(pattern, path, variable=True)
    elif pattern.type == "object_pattern":
        for child in pattern.named_children:
            yield from _property(child, path)
    elif pattern.type in ("array_pattern", "rest_pattern"):
        for child in pattern.named_children:
            yield from parts(child, (*path, Unnamed.UNKNOWN))
    elif pattern.type in PAIRS:
        inner = field(pattern, PAIRS[pattern.type][0])
        if inner is not None:
            yield from parts(inner, path)


def _property(child: "Node", path: tuple[Key, ...]) -> Iterator[Part]:
    if child.type == "object_assignment_pattern":
        child = field(child, "left") or child
    if child.type in _NAMES:
        yield Part(child, (*path, text(child)), variable=False)
        yield Part(child, (*path, text(child)), variable=True)
    elif child.type == "rest_pattern":
        yield Part(child, (*path, Unnamed.REST), variable=False)
        for variable in child.named_children:
            yield from parts(variable, (*path, Unnamed.REST))
    elif child.type == "pair_pattern":
        key, value = field(child, "key"), field(child, "value")
        if key is not None and value is not None:
            inner = (*path, _key(key))
            yield Part(key, inner, variable=False)
            yield from parts(value, inner)


def _key(node: "Node") -> Key:
    if node.type == "property_identifier":
        return text(node)
    if node.type == "computed_property_name":
        node = node.named_children[0]
    fixed = fixed_text(node)
    return Unnamed.UNKNOWN if fixed is None else fixed
