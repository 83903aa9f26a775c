"""Taking an environment's keys from one Redis to another, and away from one, while nobody works on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import redis

from ops.commands import InputError
from ops.redis.keys import CHECK, Scope, of_environment
from ops.redis.values import Held, batches, pipelined, portions, read, write

# Who holds them says so in seconds; on another server nobody does, and the job would wait for them.
_HELD_FOR_A_MOMENT = (b":lock", b":stalled-check")
_OURS = f"-{CHECK}:".encode()


@dataclass(frozen=True)
class Copied:
    """How many keys the target has of the source, and how many of its own had to go."""

    keys: int
    surplus: int


def is_copied(key: bytes) -> bool:
    """Whether a key goes along: locks of workers that do not run any more do not, nor what a check left."""
    return not key.endswith(_HELD_FOR_A_MOMENT) and _OURS not in key


def mirror(source: redis.Redis, target: redis.Redis, scope: Scope) -> Copied:
    """Make the environment's keys in `target` those of `source`, with what is left of their time to live.

    Repeatable. Raises InputError when something of it differs afterwards: somebody still writes.
    """
    wanted = {key for key in of_environment(source, scope) if is_copied(key)}
    reads_dumps = True
    for portion in portions(source, wanted, "copying"):
        reads_dumps = reads_dumps and _restored(source, target, portion)
        if not reads_dumps:
            write(target, read(source, portion))
    surplus = remove(target, set(of_environment(target, scope)) - wanted, scope)
    if different := differing(source, target, scope):
        raise InputError(
            f"{len(different)} keys differ after they were copied, {_shown(different)} for one: somebody "
            "still writes there; stop who does (perhaps elsewhere, with this REDIS_URL), then run again"
        )
    return Copied(len(wanted), surplus)


def differing(source: redis.Redis, target: redis.Redis, scope: Scope) -> list[bytes]:
    """The environment's keys, of those that go along, that are not the same on both sides, in order."""
    keys = {key for side in (source, target) for key in of_environment(side, scope) if is_copied(key)}
    found = []
    for portion in portions(source, sorted(keys), "comparing"):
        left, right = read(source, portion), read(target, portion)
        found += [key for key in portion if not _same(left.get(key), right.get(key))]
    return found


def _same(left: Held | None, right: Held | None) -> bool:
    if left and right:
        return (left.value, left.ends) == (right.value, right.ends)
    # What has an end may have come to it on one side only.
    return all(side is None or side.ends for side in (left, right))


def remove(client: redis.Redis, keys: Iterable[bytes], scope: Scope) -> int:
    """Remove keys of the environment; how many were there. Any other key is refused, whoever asked for it."""
    removed = 0
    for batch in batches(keys, "removing"):
        if foreign := [key for key in batch if not scope.holds(key)]:
            raise InputError(f"{_shown(foreign)} is not a key of this environment; nothing of it is removed")
        removed += int(client.unlink(*batch))
    return removed


def _restored(source: redis.Redis, target: redis.Redis, keys: list[bytes]) -> bool:
    """Restore the keys from dumps; whether the target reads them: an older server does not."""
    answers = pipelined(source, keys, lambda pipe, key: pipe.dump(key), lambda pipe, key: pipe.pttl(key))
    # What came to its end between the two is gone on both sides.
    there = {
        key: (dump, max(ttl, 1) if ttl != -1 else 0)
        for key, dump, ttl in zip(keys, answers[::2], answers[1::2], strict=True)
        if dump is not None and ttl != -2
    }

    def restore(pipe: Any, key: bytes) -> object:
        dump, ttl = there[key]
        return pipe.restore(key, ttl, dump, replace=True)

    try:
        pipelined(target, there, restore)
    except redis.ResponseError as error:
        # Before this, redis-py quotes what was sent, which is what somebody's job holds.
        said = str(error).rpartition("of pipeline caused error: ")[2]
        if "DUMP payload" in said or "Bad data format" in said:
            return False
        small = isinstance(error, redis.OutOfMemoryError)
        why = "it is too small; write a larger `redis.plan`" if small else said
        raise InputError(f"the Key Value refuses what is copied into it: {why}") from None
    return True


def _shown(keys: list[bytes]) -> str:
    return min(keys).decode(errors="backslashreplace")
