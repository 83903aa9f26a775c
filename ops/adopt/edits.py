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


def holds(text: str, key: str) -> bool:
    """Whether `key` stands under `config`."""
    return _pair(_composed(text), key) is not None


def without(name: str, text: str, key: str) -> str:
    """The text without the lines of a key of `config`. Raises SettingsError where they hold more than it."""
    root = _composed(text)
    if (pair := _pair(root, key)) is None:
        return text
    start = text.rfind("\n", 0, pair[0].start_mark.index) + 1
    after = text[:start] + text[text.find("\n", _end(text, pair[1])) + 1 or len(text) :]
    wanted, edited = _read(root), _composed(after)
    del wanted["config"][pair[0].value]
    if not edited or _read(edited) != wanted:
        what, write = "is written in a form that this command does not edit", "take it out by hand"
        raise SettingsError([Violation(name, key, what, write=write)])
    return after


def _pair(root: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    config = _mapping(root, ["config"])
    pairs = config.value if config else []
    return next((pair for pair in pairs if pair[0].value.rpartition(":")[2] == key), None)


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


def _is_gone(before: yaml.Node | None, after: yaml.Node | None, dotted: str) -> bool:
    """Whether a key that is gone, and nothing else, tells the one document from the other."""
    try:
        wanted, got = _read(before), _read(after)
        holder = wanted["config"]
        *path, key = dotted.split(".")
        for step in path:
            holder = holder[_spelled(holder, step)]
        del holder[_spelled(holder, key)]
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
        if isinstance(old, yaml.MappingNode) and parent and not parent.flow_style:
            return _exchanged(text, by_name[key], change.value)
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


def _exchanged(text: str, pair: tuple[yaml.Node, yaml.Node], value: Any) -> str:
    """An object in place of another; the comment behind a short one goes behind the key."""
    key, old = pair
    start, end = key.end_mark.index, _end(text, old)
    lines = text[end:].splitlines(keepends=True) or [""]
    comment = lines[0].rstrip("\r\n") if isinstance(old, yaml.MappingNode) and old.flow_style else ""
    line_end = "\r\n" if "\r\n" in text else "\n"
    indent = " " * key.start_mark.column
    first, *rest = _lines(f"{text[start : start + 1]}{comment}", value)
    body = "".join(f"{line_end}{indent}{line}" for line in rest)
    return text[:start] + first + body + text[end + len(comment) :]


def removed(name: str, text: str, key: str) -> str:
    """The text without a key of a block, and without its block where that would be empty.

    Raises SettingsError where that cannot be done alone.
    """
    *path, last = key.split(".")
    holder = _mapping(_composed(text), ["config", *path])
    pairs = [pair for pair in (holder.value if holder else []) if _bare(pair[0]) != last]
    if holder and not pairs and path:
        return removed(name, text, ".".join(path))
    found = next((pair for pair in (holder.value if holder else []) if _bare(pair[0]) == last), None)
    after = text
    if found and holder and not holder.flow_style:
        start = text.rfind("\n", 0, found[0].start_mark.index) + 1
        end = text.find("\n", _end(text, found[1])) + 1 or len(text)
        after = text[:start] + text[end:]
    if not _is_gone(_composed(text), _composed(after), key):
        what = "is written in a form that this command does not edit"
        raise SettingsError([Violation(name, key, what, write="remove it there by hand")])
    return after


def _bare(key: yaml.Node) -> str:
    return str(key.value).rpartition(":")[2]


def _lines(head: str, value: Any) -> Iterator[str]:
    yield head if _is_block(value) else f"{head} {_flow(value)}"
    if isinstance(value, dict):
        for key, item in value.items():
            yield from (f"  {line}" for line in _lines(f"{_scalar(key)}:", item))
    elif _is_block(value):
        yield from (f"  - {_flow(item)}" for item in value)


def _is_block(value: Any) -> bool:
    """Whether a value gets lines of its own: an object, and a list of objects."""
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(isinstance(item, dict) for item in items)


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
