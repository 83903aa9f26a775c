"""Redis: whose it is, who may reach it, and what its guests need."""

from collections.abc import Iterator

from config.contract import BY_NAME, name_of
from config.rules.addresses import kept_out
from config.rules.engine import Stack, Stacks, of_all_stacks, of_one_stack
from config.rules.malformed import is_unfilled_id
from config.settings import DedicatedRedis
from config.violations import Violation

_NAMES_QUEUES = ("ENVIRONMENT_NAME", "BULLMQ_PREFIX")
_CLOSED = "Render closes that door, and no service reaches its queue"


@of_one_stack("R17", "R25")
def production_owns_its_redis(stack: Stack) -> Iterator[Violation]:
    """Production's queue is its own; the others may be its guests."""
    if stack.production and stack.settings.redis.mode == "shared":
        why = "another environment could delete the customers' queue"
        yield stack.violation("redis.mode", "is shared in production", why, "write dedicated, with a `plan`")


@of_one_stack("T4")
def an_external_redis_lets_somebody_in(stack: Stack) -> Iterator[Violation]:
    """A public address that is used has an allow-list."""
    redis = stack.settings.redis
    if redis.mode == "dedicated" and redis.connection == "external" and not redis.allow:
        what = "is empty while `connection` is external"
        write = "list the ranges of your Render region, or write `connection: internal`"
        yield stack.violation("redis.allow", what, _CLOSED, write)


@of_all_stacks("T4", "T24")
def a_redis_lets_its_own_region_in(stacks: Stacks) -> Iterator[Violation]:
    """Whoever uses a public address calls from ranges that the allow-list has."""
    for owner in stacks.values():
        redis, region = owner.settings.redis, owner.settings.render.region
        guests = [guest for guest, theirs in _guests(stacks) if theirs and theirs[0] is owner]
        # That a guest is elsewhere is a mistake of its own.
        near = all(guest.settings.render.region == region for guest in guests)
        used = any(user.settings.redis.connection == "external" for user in (owner, *guests))
        if redis.mode == "dedicated" and near and used:
            yield from kept_out(owner, "redis.allow", redis.allow, _CLOSED)


@of_all_stacks("R25", "R33")
def a_shared_redis_has_an_owner(stacks: Stacks) -> Iterator[Violation]:
    """A guest's Redis is one that another stack creates."""
    # That production is a guest is wrong by itself, and explains the others.
    explained = {guest.settings.redis.name for guest, _ in _guests(stacks) if guest.production}
    lost: dict[str, list[Stack]] = {}
    for guest, owner in _guests(stacks):
        if owner is None and guest.settings.redis.name not in explained:
            lost.setdefault(guest.settings.redis.name, []).append(guest)
    for name, (first, *others) in lost.items():
        also = [guest.name for guest in others]
        what = f"no stack owns '{name}'" + (f", which {' and '.join(also)} names too" if also else "")
        yield first.violation("redis.name", what, "nothing would create it", "correct the name", also=also)


@of_all_stacks("T24")
def a_shared_redis_is_near(stacks: Stacks) -> Iterator[Violation]:
    """A guest lives in the workspace and region of the Redis that it uses."""
    far: dict[tuple[str, str], list[Stack]] = {}
    for guest, owner in _guests(stacks):
        mine, theirs = guest.settings.render, (owner[0] if owner else guest).settings.render
        # Where one of them is not filled in yet, nothing differs.
        filled = not (is_unfilled_id(mine.owner_id) or is_unfilled_id(theirs.owner_id))
        if owner and filled and mine.owner_id != theirs.owner_id:
            far.setdefault((owner[0].name, "render.ownerId"), []).append(guest)
        elif owner and mine.region != theirs.region:
            far.setdefault((owner[0].name, "render.region"), []).append(guest)
    for (name, key), (first, *others) in far.items():
        more = [guest.name for guest in others]
        what = "differs from the owner of the shared Redis" + (
            f", as in {' and '.join(more)}" if more else ""
        )
        why = "its private address is then out of reach, and its public one crosses regions"
        yield first.violation(key, what, why, "use the same workspace and region", also=(name, *more))


@of_all_stacks("T4")
def a_shared_redis_lets_its_guests_in(stacks: Stacks) -> Iterator[Violation]:
    """A guest that comes from outside finds the door open."""
    for guest, owner in _guests(stacks):
        # An owner that is external itself is told so.
        closed = owner is not None and owner[1].connection == "internal" and not owner[1].allow
        if owner and closed and guest.settings.redis.connection == "external":
            what = f"is external, and `redis.allow` of {owner[0].name} is empty"
            write = "list the ranges there, or write `connection: internal` here"
            yield guest.violation("redis.connection", what, _CLOSED, write, also=(owner[0].name,))


@of_all_stacks("R25", "R33", "T3", "C2")
def sharing_redis_is_said(stacks: Stacks) -> Iterator[Violation]:
    """What names of queues keep apart, and what they do not."""
    for guest, owner in _guests(stacks):
        # What is acknowledged is, also while a wrong name hides whose Redis it is.
        if (owner or "sharedRedis" in guest.settings.acknowledge) and not guest.production:
            what = f"uses {guest.settings.redis.name}, which is shared"
            why = "names of queues keep jobs apart at most: each side can read and delete all of it"
            write = "write `mode: dedicated` with a `plan`, before go-live at the latest"
            yield guest.violation("redis", what, why, write, level="warning", unless="sharedRedis")


@of_all_stacks("R25", "R33", "T2")
def queues_of_one_redis_have_names(stacks: Stacks) -> Iterator[Violation]:
    """Whoever shares a Redis tells its queues from those of the others."""
    for stack in stacks.values():
        redis = stack.settings.redis.name
        others = [s.name for s in stacks.values() if s is not stack and s.settings.redis.name == redis]
        if others and not any(name_of(stack.settings, BY_NAME[name]) for name in _NAMES_QUEUES):
            what = (
                f"is none, as {_NAMES_QUEUES[1]} is, and {redis} holds queues of {' and '.join(others)} too"
            )
            why = "nothing would tell them apart, and one environment's worker would run the other's jobs"
            write = "write what the application calls one of them, or give each its own Redis"
            yield stack.violation(f"names.{_NAMES_QUEUES[0]}", what, why, write, also=others)


def _guests(stacks: Stacks) -> Iterator[tuple[Stack, tuple[Stack, DedicatedRedis] | None]]:
    """Each stack that shares a Redis, with the stack that owns it and what it owns."""
    owners = {
        stack.settings.redis.name: (stack, stack.settings.redis)
        for stack in reversed(list(stacks.values()))
        if stack.settings.redis.mode == "dedicated"
    }
    for stack in stacks.values():
        if stack.settings.redis.mode == "shared":
            yield stack, owners.get(stack.settings.redis.name)
