"""A YAML file as plain values, with the line of each key; what can be read in two ways is refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

Place = tuple[str | int, ...]
_STANDARD = "tag:yaml.org,2002:"


class _Loader(yaml.SafeLoader):
    """Of the plain words only `true`, `false`, `null` and plain numbers are something else than text."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            problem = "aliases are not read here; write it out"
            raise yaml.composer.ComposerError(None, None, problem, self.get_mark())
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {}
for _kind, _form in (
    ("bool", "true|false"),
    ("null", "null"),
    ("int", r"-?(0|[1-9][0-9]{0,17})"),
    ("float", r"-?(0|[1-9][0-9]{0,17})\.[0-9]+"),
):
    _Loader.add_implicit_resolver(_STANDARD + _kind, re.compile(f"({_form})$"), list("tfn-0123456789"))
_SCALARS: dict[str, Callable[[str], Any]] = {
    "str": str,
    "bool": "true".__eq__,
    "null": lambda _: None,
    "int": int,
    "float": float,
}


@dataclass
class Tree:
    """What a file says, the line (from 1) of each key and item, and the faults in how it is written."""

    value: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[tuple[Place, str]] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """The line of a place, or of what is nearest above it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read(text: str) -> Tree:
    """The tree of a text. Raises yaml.YAMLError or RecursionError."""
    tree = Tree()
    root = yaml.compose(text, _Loader)
    if root is not None:
        tree.value = _value(tree, (), root)
    return tree


def _value(tree: Tree, place: Place, node: yaml.Node) -> Any:
    tree.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(tree, place, node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(tree, (*place, number), one) for number, one in enumerate(node.value)]
    make = _SCALARS.get(node.tag.removeprefix(_STANDARD))
    if make is None:
        tree.faults.append((place, f"has the tag {node.tag}, which is not read here; remove it"))
        return ""
    return make(node.value)


def _mapping(tree: Tree, place: Place, node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            tree.faults.append((place, "has a key that is no word; write one"))
            continue
        here = (*place, str(key.value))
        if key.value in found:
            lines = f"lines {tree.lines[here]} and {key.start_mark.line + 1}"
            tree.faults.append((here, f"stands twice, in {lines}; one of them would be lost"))
            continue
        tree.lines[here] = key.start_mark.line + 1
        found[str(key.value)] = _value(tree, here, value)
    return found
