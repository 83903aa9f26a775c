"""What a key holds, whatever the version of the server and however it keeps it in memory."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

import redis

from ops.operation.phases import tell

# Of a hundred thousand keys, each exchange more is five seconds from 50 ms away.
BATCH: Final = 1000
# An answer that nobody has read yet takes memory of the server, which production's customers need.
_BYTES = 4_000_000
_TOLD_AFTER = 10 * BATCH


class Held(NamedTuple):
    """What a key holds: Redis' name for the type, the content, and milliseconds to live, -1 for no end."""

    kind: str
    content: Any
    ttl: int

    @property
    def value(self) -> tuple[str, Any]:
        """What is the same on every server as long as nobody writes."""
        return self.kind, self.content

    @property
    def ends(self) -> bool:
        """Whether it goes by itself."""
        return self.ttl >= 0


def batches(keys: Iterable[bytes], doing: str = "") -> Iterator[list[bytes]]:
    """The keys, as many at once as go into one exchange with a server.

    `doing`: what a person who waits is told is done with them, now and then.
    """
    rest, count = iter(keys), 0
    while batch := list(islice(rest, BATCH)):
        yield batch
        count += len(batch)
        if doing and count % _TOLD_AFTER == 0:
            tell(f"{doing}: {count} keys so far")


def portions(client: redis.Redis, keys: Iterable[bytes], doing: str = "") -> Iterator[list[bytes]]:
    """Batches of which `client` holds no more than it can answer at once, but for a key that is larger."""
    for batch in batches(keys, doing):
        portion, total = list[bytes](), 0
        for key, size in zip(batch, _sizes(client, batch), strict=True):
            if portion and total + size > _BYTES:
                yield portion
                portion, total = [], 0
            portion.append(key)
            total += size
        yield portion


def _sizes(client: redis.Redis, keys: Sequence[bytes]) -> list[int]:
    with client.pipeline(transaction=False) as pipe:
        for key in keys:
            pipe.memory_usage(key)
        # Where it may not be asked, batches are not split.
        return [size if isinstance(size, int) else 0 for size in pipe.execute(raise_on_error=False)]


def pipelined(client: redis.Redis, keys: Iterable[bytes], *asks: Callable[[Any, bytes], object]) -> list[Any]:
    """The answers for each key, those to all that is asked of it one after the other, in one exchange."""
    with client.pipeline(transaction=False) as pipe:
        for key in keys:
            for ask in asks:
                ask(pipe, key)
        return list(pipe.execute())


def read(client: redis.Redis, keys: Sequence[bytes]) -> dict[bytes, Held]:
    """What each key holds that is there, in an order that does not depend on the server.

    A DUMP would not do: a large hash is in another order on each server, and so are its bytes.
    """
    # When it ends is asked first: afterwards it may be gone, and nobody knows that it had an end.
    answers = pipelined(client, keys, lambda pipe, key: pipe.type(key), lambda pipe, key: pipe.pttl(key))
    there = {
        key: (kind.decode(), ttl)
        for key, kind, ttl in zip(keys, answers[::2], answers[1::2], strict=True)
        if kind != b"none"
    }
    contents = pipelined(client, there, lambda pipe, key: _asked(pipe, key, there[key][0]))
    return {
        key: Held(kind, _ordered(kind, content), ttl)
        for (key, (kind, ttl)), content in zip(there.items(), contents, strict=True)
        # What has come to its end in between is as if it were not there, and so is a stream without entries.
        if content not in (None, [], set(), {})
    }


def _asked(pipe: Any, key: bytes, kind: str) -> object:
    match kind:
        case "string":
            return pipe.get(key)
        case "list":
            return pipe.lrange(key, 0, -1)
        case "set":
            return pipe.smembers(key)
        case "zset":
            return pipe.zrange(key, 0, -1, withscores=True)
        case "hash":
            return pipe.hgetall(key)
        case "stream":
            return pipe.xrange(key)
    # Of a module: only the server that made it can read it.
    return pipe.dump(key)


def _ordered(kind: str, answer: Any) -> Any:
    if kind == "hash":
        return sorted(answer.items())
    if kind == "stream":
        return [(entry, sorted(fields.items())) for entry, fields in answer]
    return sorted(answer) if kind == "set" else answer


def write(client: redis.Redis, held: Mapping[bytes, Held]) -> None:
    """Write values in place of what is there, in one exchange. Nobody may work with them meanwhile."""
    pipelined(client, held, lambda pipe, key: _write(pipe, key, held[key]))


def _write(pipe: Any, key: bytes, held: Held) -> None:
    pipe.delete(key)
    match held.kind:
        case "string":
            pipe.set(key, held.content)
        case "list":
            pipe.rpush(key, *held.content)
        case "set":
            pipe.sadd(key, *held.content)
        case "zset":
            pipe.zadd(key, dict(held.content))
        case "hash":
            pipe.hset(key, mapping=dict(held.content))
        case "stream":
            for entry, fields in held.content:
                pipe.xadd(key, dict(fields), id=entry)
    if held.ends:
        pipe.pexpire(key, max(held.ttl, 1))


def digest(client: redis.Redis, keys: Iterable[bytes]) -> str:
    """SHA-256, in hex, of all that the keys without an end of their own hold."""
    total = hashlib.sha256()
    for portion in portions(client, sorted(keys), "remembering what they hold"):
        for key, held in sorted(read(client, portion).items()):
            if not held.ends:
                total.update(repr((key, held.value)).encode())
    return total.hexdigest()
