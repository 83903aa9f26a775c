"""Which keys of a resource's inputs differ, told without their values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# What the engine prints for a value that only the update will tell (sdk/go/common/resource/plugin/rpc.go).
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
# Where a dynamic provider keeps its own code: never a setting.
_PROVIDER = "__provider"


@dataclass(frozen=True, order=True)
class Key:
    """The path of an input; `unknown` when its new value is not known before the update."""

    path: str
    unknown: bool = False


def differing_keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Key, ...]:
    """The inputs that differ, sorted. Secrets are all `[secret]` here: their difference cannot be seen."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    paths = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
    return tuple(sorted(Key(path, _is_unknown(after.get(path))) for path in paths if path != _PROVIDER))


def _leaves(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        name = f"{path}.{key}" if path else key
        if isinstance(item, Mapping) and item:
            yield from _leaves(item, name)
        else:
            yield name, item


def _is_unknown(value: Any) -> bool:
    if isinstance(value, list):
        return any(_is_unknown(item) for item in value)
    if isinstance(value, Mapping):
        return any(_is_unknown(item) for item in value.values())
    return isinstance(value, str) and value == UNKNOWN
