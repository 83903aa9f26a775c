"""A step of `pulumi preview --json`: what it is about, and the inputs before and after."""

from collections.abc import Mapping
from typing import Any

_UNCHANGED = ("same", "refresh", "read", "read-discard", "remove-pending-replace")
# Where a dynamic provider keeps its own code: never a setting.
_PROVIDER = "__provider"

Step = Mapping[str, Any]


def is_planned(step: Step) -> bool:
    """Whether an update would do something; the others only say how things are."""
    return step["op"] not in _UNCHANGED


def token_of(urn: str) -> str:
    """The type of a resource, without those of the components around it."""
    return urn.split("::", 3)[2].rpartition("$")[2]


def name_of(urn: str) -> str:
    """The name of a resource in the program."""
    return urn.split("::", 3)[3]


def inputs(step: Step) -> tuple[dict[str, Any], dict[str, Any]]:
    """The inputs before and after, {} where there are none."""
    return _inputs(step, "oldState"), _inputs(step, "newState")


def _inputs(step: Step, state: str) -> dict[str, Any]:
    found = (step.get(state) or {}).get("inputs") or {}
    return {key: value for key, value in found.items() if key != _PROVIDER}
