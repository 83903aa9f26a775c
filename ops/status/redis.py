"""The Key Value of an environment; what is wrong with a shared one stands with the stack that owns it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from config import places
from config.settings import Settings
from ops.doctor.check import Check
from ops.status.model import Redis
from ops.status.part import missing, or_refused
from ops.status.sources import Sources
from render.settings import at
from render.wire import KeyValue

_POLICY = "noeviction"
_READY = ("available", "maintenance_scheduled", "unknown")


def looked(stack: str, sources: Sources) -> Redis:
    """The Redis of an environment."""
    stacks = sources.world.stacks
    redis = _of_files(stack, stacks)
    return or_refused(redis, stack, "Redis", lambda: _filled(redis, stack, sources))


def _of_files(stack: str, stacks: Mapping[str, Settings]) -> Redis:
    name, mine = stacks[stack].redis.name, places.redis(stacks[stack])
    users = [other for other, settings in stacks.items() if places.redis(settings) == mine]
    owners = [other for other in users if stacks[other].redis.mode == "dedicated"]
    others = tuple(user for user in users if user != stack)
    return Redis(name=name, owner=next(iter(owners), None), shared_with=others)


def _filled(redis: Redis, stack: str, sources: Sources) -> Redis:
    instance, told = sources.key_value(stack), redis.owner in (stack, None)
    if instance is None:
        do = f"`pulumi up --stack {redis.owner or stack}` makes it" if redis.owner else "correct `redis.name`"
        state = sources.state(stack)
        is_known = ("KeyValue", "redis") in state.objects
        gone = missing(stack, "Redis", f"{redis.name} at Render", is_known, do)
        return replace(redis, checks=(gone,) if told and state.is_up else ())
    raw = instance.model_dump(by_alias=True)
    filled = replace(redis, plan=raw.get("plan"), policy=at(raw, "options.maxmemoryPolicy"))
    return replace(filled, checks=tuple(_checks(stack, instance, filled)) if told else ())


def _checks(stack: str, instance: KeyValue, redis: Redis) -> Iterator[Check]:
    if instance.status not in _READY:
        do = "look at it in Render's dashboard"
        yield Check("FAIL", stack, "Redis", f"{redis.name} is {instance.status}", do)
    elif redis.policy != _POLICY:
        do = f"`pulumi up --stack {stack} --refresh` puts {_POLICY} back"
        yield Check("FAIL", stack, "Redis", f"{redis.name} evicts ({redis.policy}): jobs are dropped", do)
