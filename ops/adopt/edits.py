"""Changing a few keys of a stack file and no other text of it."""

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from config.violations import SettingsError, Violation
from config.yaml_forms import Loader, Reader, taken_for
from ops.adopt.plan import Edit


def applied(name: str, text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made. Raises SettingsError where one cannot be made alone."""
    root = _composed(text)
    for change in edits:
        after = _one(text, root, change)
        edited = _composed(after)
        # An alias, for instance, is the text of another key.
        if not _is_made(root, edited, change):
            *path, key = change.key.split(".")
            what = "is written in a form that this command does not edit"
            write = f"write `{key}: {_flow(change.value)}` there by hand"
            raise SettingsError([Violation(name, ".".join(path), what, write=write)])
        text, root = after, edited
    return text


def _composed(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader)
    except yaml.YAMLError:
        return None


def _is_made(before: yaml.Node | None, after: yaml.Node | None, change: Edit) -> bool:
    """Whether the change, and nothing else, tells the one document from the other."""
    try:
        wanted, got = _read(before), _read(after)
        holder = wanted["config"]
        *path, key = change.key.split(".")
        for step in path:
            holder = holder[int(step)] if isinstance(holder, list) else holder[_spelled(holder, step)]
        holder[_spelled(holder, key)] = change.value
    except (yaml.YAMLError, LookupError, TypeError, ValueError):
        return False
    return bool(got == wanted)


def _spelled(holder: dict[str, Any], key: str) -> str:
    """A key as it stands there, perhaps with the name of the project."""
    return next((known for known in holder if known.rpartition(":")[2] == key), key)


def _read(root: yaml.Node | None) -> Any:
    return Reader(lambda _path, _node, _why: None).value("", root) if root else None


def _one(text: str, root: yaml.Node | None, change: Edit) -> str:
    """The text with one edit, or as it was."""
    *path, key = change.key.split(".")
    parent = _mapping(root, ["config", *path])
    by_name = {node.value.rpartition(":")[2]: (node, value) for node, value in parent.value} if parent else {}
    if key in by_name:
        _, old = by_name[key]
        if isinstance(old, yaml.ScalarNode):
            start, end = old.start_mark.index, _end(text, old)
            space = "" if text[start - 1].isspace() else " "
            return text[:start] + space + _scalar(change.value) + text[max(start, end) :]
    elif parent and change.after in by_name:
        sibling = by_name[change.after]
        if not parent.flow_style:
            return _inserted(text, sibling, f"{key}:", change.value)
        if path[-1].isdecimal():  # a short item of a list stays in its line
            end = _end(text, sibling[1])
            return f"{text[:end]}, {key}: {_flow(change.value)}{text[end:]}"
    return text


def _end(text: str, node: yaml.Node) -> int:
    """Where a value ends: the mark of a block stands before what comes next, perhaps lines further down."""
    return len(text[: node.end_mark.index].rstrip())


def _inserted(text: str, sibling: tuple[yaml.Node, yaml.Node], head: str, value: Any) -> str:
    key, node = sibling
    indent = " " * key.start_mark.column
    line_end = "\r\n" if "\r\n" in text else "\n"
    # Behind the comment that may follow the sibling's value.
    end = text.find("\n", _end(text, node)) + 1 or len(text)
    start = text[:end] if text[:end].endswith("\n") else f"{text[:end]}{line_end}"
    return start + "".join(f"{indent}{line}{line_end}" for line in _lines(head, value)) + text[end:]


def _lines(head: str, value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{head} {_flow(value)}"
        return
    yield head
    for key, item in value.items():
        yield from (f"  {line}" for line in _lines(f"{_scalar(key)}:", item))


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_scalar(key)}: {_flow(item)}' for key, item in value.items())} }}"
    # What ends a value inside of brackets.
    if isinstance(value, str) and set(value) & set(",[]{}"):
        return str(yaml.safe_dump(value, default_style="'", width=10**6)).strip()
    return _scalar(value)


def _scalar(value: Any) -> str:
    """A value as Pulumi reads it, in quotes where it would be another (an id such as `12e45`)."""
    plain, quoted = (
        str(yaml.safe_dump(value, default_style=style, width=10**6)).removesuffix("\n...\n").strip()
        for style in (None, "'")
    )
    return quoted if isinstance(value, str) and taken_for(plain) else plain


def _mapping(node: yaml.Node | None, path: list[str]) -> yaml.MappingNode | None:
    for step in path:
        if isinstance(node, yaml.SequenceNode):
            node = node.value[int(step)] if step.isdecimal() and int(step) < len(node.value) else None
            continue
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for key, value in pairs if key.value.rpartition(":")[2] == step), None)
    return node if isinstance(node, yaml.MappingNode) else None
