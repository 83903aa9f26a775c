"""What the last update left in a stack's state: which objects are ours, and what was written to them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from ops import background
from ops.commands import InputError
from ops.state import SlowError, exported, resources


class _Sealed:
    """A secret that this process cannot open."""

    def __repr__(self) -> str:
        return "[sealed]"


SEALED: Final = _Sealed()
# How the key begins under which the engine signs a secret: sdk/go/common/resource/sig/sig.go.
_SIGN = "4dabf18"
# Less than a whole look may take.
_SECONDS = 18.0
# What a state calls the services.
SERVICES: Final = {"api": "WebService", "worker": "BackgroundWorker"}


@dataclass(frozen=True)
class Object:
    """One remote object. `inputs` and `outputs`: secrets in clear, SEALED where they cannot be opened."""

    id: str
    inputs: Mapping[str, Any] = field(repr=False)
    outputs: Mapping[str, Any] = field(repr=False)
    modified: datetime | None = None


@dataclass(frozen=True)
class Known:
    """The objects of a stack by (last word of the type, name). `fault`: why its state cannot be read."""

    objects: Mapping[tuple[str, str], Object] = field(default_factory=dict)
    fault: str | None = None

    @property
    def is_up(self) -> bool:
        """Whether an update has made something, as far as anybody can tell."""
        return bool(self.objects) or self.fault is not None

    def of_type(self, kind: str) -> Iterator[tuple[str, Object]]:
        """The objects of a type, by name."""
        return ((name, found) for (its, name), found in self.objects.items() if its == kind)


def begun(stacks: Sequence[str]) -> Callable[[str], Known]:
    """Begin to read the states, side by side; the answer waits for the one that is asked for."""
    found = {stack: background.begun(known, stack) for stack in stacks}
    return lambda stack: found[stack].result()


def known(stack: str) -> Known:
    """What is known of a stack; without values of secrets where its passphrase is not at hand.

    Raises InputError, and what else a state raises that is not understood.
    """
    try:
        return parsed(exported(stack, "--show-secrets", seconds=_SECONDS))
    except SlowError:
        raise
    except InputError:
        return parsed(exported(stack, seconds=_SECONDS))


def parsed(state: dict[str, Any]) -> Known:
    """The remote objects of an exported state."""
    return Known(
        {
            (each["type"].rpartition(":")[2], each["urn"].rpartition("::")[2]): _object(each)
            for each in resources(state)
            if each.get("id") and not each["type"].startswith("pulumi:providers:")
        }
    )


def _object(row: Mapping[str, Any]) -> Object:
    modified = row.get("modified")
    return Object(
        str(row["id"]),
        _opened(row.get("inputs") or {}),
        _opened(row.get("outputs") or {}),
        datetime.fromisoformat(modified) if modified else None,
    )


def _opened(value: Any) -> Any:
    if isinstance(value, list):
        return [_opened(each) for each in value]
    if not isinstance(value, dict):
        return value
    if any(key.startswith(_SIGN) for key in value):
        return json.loads(value["plaintext"]) if "plaintext" in value else SEALED
    return {key: _opened(each) for key, each in value.items() if key != "__provider"}
