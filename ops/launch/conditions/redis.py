"""Production's Key Value: there, never dropping a job, and with no key of another environment in it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from redis.exceptions import RedisError

from ops.accounts import matches
from ops.commands import InputError
from ops.doctor.check import Check
from render.settings import at
from render.wire import ConnectionInfo, KeyValue, parse

if TYPE_CHECKING:
    from ops.launch.conditions.world import World

_POLICY = "noeviction"


def checks(stack: str, world: "World") -> Iterator[Check]:
    """Its state, its policy, its keys. Raises RenderError, InputError."""
    settings = world.stacks[stack]
    what = f"Key Value {settings.redis.name}"
    instance = matches.key_value(world.render, settings)
    if instance is None:
        yield Check("FAIL", stack, what, "is not there", f"`pulumi up --stack {stack}` makes it")
        return
    if instance.status != "available":
        do = "look at it in Render's dashboard"
        yield Check("FAIL", stack, what, f"is {instance.status}, not available", do)
    else:
        yield Check("ok", stack, what, "is available")
    yield _policy(stack, instance)
    yield from _foreign_keys(stack, instance, world)


def _policy(stack: str, instance: KeyValue) -> Check:
    found = at(instance.model_dump(by_alias=True), "options.maxmemoryPolicy")
    if found != _POLICY:
        do = f"`pulumi up --stack {stack} --refresh` puts {_POLICY} back: any other drops jobs without a word"
        return Check("FAIL", stack, "eviction", f"is {found}", do)
    return Check("ok", stack, "eviction", f"is {_POLICY}")


def _foreign_keys(stack: str, instance: KeyValue, world: "World") -> Iterator[Check]:
    """A line for each environment that left something here, or one for none."""
    what = "keys of others"
    path = f"/key-value/{instance.id}/connection-info"
    address = parse(ConnectionInfo, world.render.get(path)).external_connection_string
    others = [other for other in world.stacks if other != stack]
    try:
        client = world.redis(address, world.environ)
        counts = {other: sum(1 for _ in world.keys(client, other, world.stacks)) for other in others}
    except InputError as error:
        yield Check("FAIL", stack, what, f"could not be looked at: {error}")
        return
    except (RedisError, OSError) as error:
        # Only the kind: the text may quote what was sent.
        yield Check("FAIL", stack, what, f"could not be looked at ({type(error).__name__})", "run again")
        return
    for other, count in counts.items():
        if count:
            do = f"`python -m ops redis move --stack {other}` takes them away at its end"
            yield Check("FAIL", stack, what, f"{count} of {other} in {instance.name}", do)
    if not any(counts.values()):
        yield Check("ok", stack, what, f"none of {' and '.join(others)} is in {instance.name}")
