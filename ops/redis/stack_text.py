"""The stack file of a move: with a Redis of its own, and as it was."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from config.settings import DedicatedRedis, Settings
from config.stacks import stack_file
from config.violations import SettingsError
from ops.adopt.edits import applied, removed
from ops.adopt.plan import Edit
from ops.commands import InputError

_ACKNOWLEDGED = "sharedRedis"


def owner_of(stack: str, stacks: Mapping[str, Settings], name: str) -> tuple[str, DedicatedRedis] | None:
    """The other stack that owns the Key Value instance of this name, and what it says of it."""
    for other, settings in stacks.items():
        redis = settings.redis
        if other != stack and redis.mode == "dedicated" and redis.name == name:
            return other, redis
    return None


def with_its_own(stack: str, stacks: Mapping[str, Settings], text: str) -> str:
    """The text with a Redis of the stack's own, in the form of the one that it shares.

    Raises SettingsError where the file cannot be edited, InputError without an owner.
    """
    settings = stacks[stack]
    if (owned := owner_of(stack, stacks, settings.redis.name)) is None:
        raise InputError(
            f"{stack_file(stack)}: redis.name: no stack owns '{settings.redis.name}', so nobody can tell a "
            "plan and an allow-list for a new one; write `redis: {mode: dedicated, ...}` yourself"
        )
    owner, theirs = owned
    value: dict[str, Any] = {
        "mode": "dedicated",
        "name": name_for(stack, owner, theirs.name),
        "plan": theirs.plan,
        "connection": settings.redis.connection,
    }
    if theirs.allow:
        value["allow"] = [{"cidr": r.cidr, "description": r.description} for r in theirs.allow]
    file = stack_file(stack)
    text = applied(file, text, [Edit("redis", value)])
    if _ACKNOWLEDGED in settings.acknowledge:
        # Where it stays, each preview says so.
        with suppress(SettingsError):
            text = removed(file, text, f"acknowledge.{_ACKNOWLEDGED}")
    return text


def name_for(stack: str, owner: str, name: str) -> str:
    """A name in the form of the owner's: `shop-redis-prod` gives `shop-redis-dev`."""
    head, found, tail = name.rpartition(owner)
    return f"{head}{stack}{tail}" if found else f"{name}-{stack}"


def shared_again(stack: str, text: str, name: str, connection: str) -> str:
    """The text with the Redis of another stack. Raises SettingsError where the file cannot be edited."""
    value = {"mode": "shared", "name": name, "connection": connection}
    return applied(stack_file(stack), text, [Edit("redis", value)])
