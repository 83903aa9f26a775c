"""What a key holds, whatever the version of the server and however it keeps it in memory."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import redis

BATCH: Final = 500
Value = tuple[str, Any]


def batches(keys: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The keys, as many at once as go into one exchange with a server."""
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch


def pipelined(client: redis.Redis, keys: Sequence[bytes], ask: Callable[[Any, bytes], object]) -> list[Any]:
    """One answer for each key, in one exchange."""
    with client.pipeline(transaction=False) as pipe:
        for key in keys:
            ask(pipe, key)
        return list(pipe.execute())


def read(client: redis.Redis, keys: Sequence[bytes]) -> dict[bytes, Value]:
    """Type and content of each key that is there, in an order that does not depend on the server.

    A DUMP would not do: a large hash is in another order on each server, and so are its bytes.
    """
    kinds = [kind.decode() for kind in pipelined(client, keys, lambda pipe, key: pipe.type(key))]
    there = [(key, kind) for key, kind in zip(keys, kinds, strict=True) if kind != "none"]
    of = dict(there)
    answers = pipelined(client, list(of), lambda pipe, key: _asked(pipe, key, of[key]))
    return {key: (of[key], _ordered(of[key], answer)) for key, answer in zip(of, answers, strict=True)}


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


def write(client: redis.Redis, key: bytes, value: Value, ttl: int) -> None:
    """Write a value in place of what is there, with milliseconds to live, 0 for no end."""
    kind, content = value
    with client.pipeline(transaction=True) as pipe:
        pipe.delete(key)
        match kind:
            case "string":
                pipe.set(key, content)
            case "list":
                pipe.rpush(key, *content)
            case "set":
                pipe.sadd(key, *content)
            case "zset":
                pipe.zadd(key, dict(content))
            case "hash":
                pipe.hset(key, mapping=dict(content))
            case "stream":
                for entry, fields in content:
                    pipe.xadd(key, dict(fields), id=entry)
        if ttl:
            pipe.pexpire(key, ttl)
        pipe.execute()


def digest(client: redis.Redis, keys: Iterable[bytes]) -> str:
    """SHA-256, in hex, of all that the keys without an end of their own hold."""
    total = hashlib.sha256()
    for batch in batches(sorted(keys)):
        lasting = [
            key
            for key, ttl in zip(
                batch, pipelined(client, batch, lambda pipe, key: pipe.pttl(key)), strict=True
            )
            if ttl == -1
        ]
        for item in sorted(read(client, lasting).items()):
            total.update(repr(item).encode())
    return total.hexdigest()
