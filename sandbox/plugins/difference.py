"""What changed between two sets of inputs, property by property, and whether that needs a new object."""

import json
import re
from collections.abc import Iterator
from typing import Any

from pulumi.provider.experimental.provider import PropertyDiff, PropertyDiffKind

from sandbox.plugins.fields import Field, Fields, aligned, in_order
from sandbox.plugins.values import Json

PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def differences(fields: Fields, old: Json, new: Json) -> dict[str, PropertyDiff]:
    """Return the changes by path; leaving out what the service then chooses itself is none."""
    found: dict[str, PropertyDiff] = {}
    for key in sorted(old.keys() | new.keys()):
        field = fields.get(key, Field())
        before, after = old.get(key), new.get(key)
        if field.partial and after is not None:
            before = aligned(after, before)
        if (after is None and field.computed) or _equal(field, before, after):
            continue
        for path, change in _changes(key, before, after):
            kind = PropertyDiffKind[f"{change}_REPLACE" if field.replaces else change]
            found[path] = PropertyDiff(kind, input_diff=True)
    return found


def top_level(path: str) -> str:
    """Return the property that a path starts with."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _equal(field: Field, old: Any, new: Any) -> bool:
    if field.unordered and isinstance(old, list) and isinstance(new, list):
        return in_order(old) == in_order(new)
    return bool(old == new)


def _changes(path: str, old: Any, new: Any) -> Iterator[tuple[str, str]]:
    if old == new:
        return
    if old is None or new is None:
        yield path, "ADD" if old is None else "DELETE"
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _changes(path + _step(key), old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            yield from _changes(f"{path}[{index}]", _at(old, index), _at(new, index))
    else:
        yield path, "UPDATE"


def _step(key: str) -> str:
    return f".{key}" if PLAIN_KEY.fullmatch(key) else f"[{json.dumps(key)}]"


def _at(items: list[Any], index: int) -> Any:
    return items[index] if index < len(items) else None
