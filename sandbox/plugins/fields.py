"""How properties and the API's bodies belong together: a table per resource, and what it says of a change."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi.provider.experimental.provider import PropertyDiff, PropertyDiffKind

from sandbox.plugins.values import Json

PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def same(value: Any) -> Any:
    """Return the value: the API and the SDK write it alike."""
    return value


@dataclass(frozen=True, kw_only=True)
class Field:
    """How one input property behaves.

    `wire` is its name in the API's bodies, empty if the API never hears of it. `replaces`: a change needs a
    new object. `computed`: without a value the service chooses one, so leaving it out is no change.
    `kept`: computed, and without a value an update writes what the state holds. `partial`: computed too, part
    by part of an object. `unset` is the value that is shown when nobody set one. `unordered`: a list whose
    order means nothing.
    """

    wire: str = ""
    replaces: bool = False
    computed: bool = False
    kept: bool = False
    partial: bool = False
    secret: bool = False
    unordered: bool = False
    unset: Any = None
    encode: Callable[[Any], Any] = same
    decode: Callable[[Any], Any] = same


Fields = Mapping[str, Field]


def same_named(*names: str, **rules: Any) -> dict[str, Field]:
    """Return fields that the API calls as the SDK does, all under the same rules."""
    return {name: Field(wire=name, **rules) for name in names}


def unsent(*names: str) -> dict[str, Field]:
    """Return fields that the API never hears of: they tell the provider what to do."""
    return {name: Field() for name in names}


def encode(fields: Fields, inputs: Json) -> Json:
    """Return the body that says what the inputs say."""
    return {
        field.wire: field.encode(inputs[key]) for key, field in fields.items() if field.wire and key in inputs
    }


def encode_whole(fields: Fields, inputs: Json) -> Json:
    """Return a body that also resets what the inputs leave out, as far as the service does not choose it."""
    resets = {
        field.wire: None if field.unset is None else field.encode(field.unset)
        for field in fields.values()
        if field.wire and not field.computed
    }
    return {**resets, **encode(fields, inputs)}


def decode(fields: Fields, reply: Json) -> Json:
    """Return the properties that the reply speaks of; one that it shows as null is None."""
    return {key: field.decode(reply[field.wire]) for key, field in fields.items() if field.wire in reply}


def inputs_now(fields: Fields, old: Json, shown: Json, whole: bool) -> Json:
    """Return the inputs that describe the object as it is, given the old inputs and the properties shown.

    `whole` is for an import: nothing says yet what the program manages, so it is taken to be everything.
    What the program does not manage stays out unless somebody set it; what no reply shows stays as it was.
    """
    now: Json = {}
    for key, field in fields.items():
        if key not in shown:
            now[key] = old.get(key)
        elif key in old:
            now[key] = aligned(old[key], shown[key], field.unordered)
        elif (whole or not field.computed) and shown[key] != field.unset:
            now[key] = shown[key]
    return {key: value for key, value in now.items() if value is not None}


def aligned(old: Any, shown: Any, unordered: bool = False) -> Any:
    """Return what is shown, cut down to what `old` speaks of, and in its order if order means nothing."""
    if isinstance(old, dict) and isinstance(shown, dict):
        return {key: aligned(value, shown[key]) for key, value in old.items() if shown.get(key) is not None}
    if isinstance(old, list) and isinstance(shown, list):
        if unordered and in_order(old) == in_order(shown):
            return old
        if len(old) == len(shown):
            return [aligned(*pair) for pair in zip(old, shown, strict=True)]
    return shown


def in_order(items: list[Any]) -> list[Any]:
    """Return the items in an order that only their content decides."""
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def merged(shown: Any, inputs: Any) -> Any:
    """Return the outputs: all that is shown, with the inputs' own wording where both speak of the same."""
    if isinstance(shown, dict) and isinstance(inputs, dict):
        common = {key: merged(shown[key], value) if key in shown else value for key, value in inputs.items()}
        return {**shown, **common}
    if isinstance(shown, list) and isinstance(inputs, list) and len(shown) == len(inputs):
        return [merged(*pair) for pair in zip(shown, inputs, strict=True)]
    return inputs


def differences(fields: Fields, old: Json, new: Json) -> dict[str, PropertyDiff]:
    """Return the changes by path; leaving out what the service then chooses itself is none."""
    found: dict[str, PropertyDiff] = {}
    for key in sorted(old.keys() | new.keys()):
        field = fields.get(key, Field())
        before, after = old.get(key), new.get(key)
        if field.partial and after is not None:
            before = aligned(after, before)
        if (after is None and field.computed) or equal(field, before, after):
            continue
        for path, change in _changes(key, before, after):
            kind = PropertyDiffKind[f"{change}_REPLACE" if field.replaces else change]
            found[path] = PropertyDiff(kind, input_diff=True)
    return found


def top_level(path: str) -> str:
    """Return the property that a path starts with."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def equal(field: Field, old: Any, new: Any) -> bool:
    """Whether two values of a property mean the same."""
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
