"""What is to be said and written, and writing it: a few keys of a stack file and no other text of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from config.violations import SettingsError, Violation


@dataclass(frozen=True)
class Edit:
    """One change of a stack file: `key` gets `value`; dotted, below `config`, an item of a list by its place.

    A new key is inserted behind its sibling `after`; one that is there gets the value instead of its own.
    """

    key: str
    value: Any
    after: str = ""


def known(what: str, name: str, remote_id: str) -> str:
    """The line for something that Pulumi's state holds already."""
    return f"{what}: {name} ({remote_id}) is this stack's already"


@dataclass(frozen=True)
class Plan:
    """Lines for a person, and the edits that follow from them."""

    lines: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()

    @classmethod
    def of(cls, *parts: "Plan") -> "Plan":
        """Several plans as one, in their order."""
        return cls(
            tuple(line for part in parts for line in part.lines),
            tuple(edit for part in parts for edit in part.edits),
        )


def applied(name: str, text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made. Raises SettingsError where a key has no line of its own to stand on."""
    for change in edits:
        text = _one(name, text, change)
    return text


def _one(name: str, text: str, change: Edit) -> str:
    *path, key = change.key.split(".")
    parent = _mapping(text, ["config", *path])
    by_name = {node.value: (node, value) for node, value in parent.value} if parent else {}
    if key in by_name:
        _, old = by_name[key]
        if isinstance(old, yaml.ScalarNode):
            return text[: old.start_mark.index] + _scalar(change.value) + text[old.end_mark.index :]
    elif parent and change.after in by_name:
        sibling = by_name[change.after]
        if not parent.flow_style:
            return _inserted(text, sibling, f"{key}:", change.value)
        if path[-1].isdecimal():  # a short item of a list stays in its line
            end = sibling[1].end_mark.index
            return f"{text[:end]}, {key}: {_flow(change.value)}{text[end:]}"
    write = f"write `{key}: {_flow(change.value)}` there by hand"
    raise SettingsError([Violation(name, ".".join(path), "is written in one line", write=write)])


def _inserted(text: str, sibling: tuple[yaml.Node, yaml.Node], head: str, value: Any) -> str:
    key, node = sibling
    indent = " " * key.start_mark.column
    # Behind the comment that may follow the sibling's value.
    end = text.find("\n", node.end_mark.index) + 1 or len(text)
    start = text[:end] if text[:end].endswith("\n") else f"{text[:end]}\n"
    return start + "".join(f"{indent}{line}\n" for line in _lines(head, value)) + text[end:]


def _lines(head: str, value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{head} {_flow(value)}"
        return
    yield head
    for key, item in value.items():
        yield from (f"  {line}" for line in _lines(f"{_scalar(key)}:", item))


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_scalar(key)}: {_flow(item)}' for key, item in value.items())} }}"
    return _scalar(value)


def _scalar(value: Any) -> str:
    return str(yaml.safe_dump(value, default_flow_style=True, width=10**6)).removesuffix("\n...\n").strip()


def _mapping(text: str, path: list[str]) -> yaml.MappingNode | None:
    node: yaml.Node | None = yaml.compose(text, yaml.SafeLoader)
    for step in path:
        if isinstance(node, yaml.SequenceNode):
            node = node.value[int(step)] if step.isdecimal() and int(step) < len(node.value) else None
            continue
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for key, value in pairs if key.value.rpartition(":")[2] == step), None)
    return node if isinstance(node, yaml.MappingNode) else None
