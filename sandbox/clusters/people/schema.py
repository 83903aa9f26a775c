"""The application's schema as a tree: what stands in sandbox/clusters/people/application.json, read once."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).resolve().parent / "application.json"
_FACT = re.compile(r"^(\[?)(\w+)(?:<\w+>)?\]?(?: enum\((.*)\))?(?: -> (\w+))?$")


@dataclass
class Node:
    """A field: its kind ("String", "Number", ... or "Object"), the values it may have, what it refers to."""

    kind: str = "Object"
    array: bool = False
    enum: tuple[str, ...] = ()
    model: str | None = None
    children: dict[str, "Node"] = field(default_factory=dict)


@cache
def facts() -> dict[str, dict[str, Any]]:
    """Of each collection its `fields` (path -> fact) and `indexes` (key and options)."""
    return dict(json.loads(_FILE.read_text(encoding="utf-8")))


@cache
def tree(collection: str) -> Node:
    """The fields of a collection; a map has one child, `<key>`."""
    root = Node()
    for path, fact in facts()[collection]["fields"].items():
        _put(root, path.split("."), fact)
    return root


def leaves(collection: str) -> Iterator[tuple[str, Node]]:
    """Every path as the file says it, with its node."""
    for path in facts()[collection]["fields"]:
        node = tree(collection)
        for name in path.split("."):
            node = node.children[name.removesuffix("[]")]
        yield path, node


def collection_of(model: str) -> str:
    """Mongoose's name for a model's collection: lower case, in the plural."""
    name = model.lower()
    if name.endswith("y"):
        return name[:-1] + "ies"
    return name + ("es" if name.endswith("ch") else "s")


def _put(node: Node, names: list[str], fact: str) -> None:
    for name in names:
        node = node.children.setdefault(name.removesuffix("[]"), Node())
        node.array = node.array or name.endswith("[]")
    match = _FACT.match(fact)
    assert match, fact
    brackets, kind, enum, model = match.groups()
    if kind != "Map" and not fact.startswith("Map"):
        node.kind, node.array = kind, node.array or bool(brackets)
    node.enum, node.model = tuple(enum.split("|")) if enum else (), model
