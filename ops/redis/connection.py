"""Connections to a Key Value instance by the address that Render gives, in a rehearsal to the sandbox's."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import redis
import redis.asyncio
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.vendors import is_local, is_rehearsal
from ops.commands import InputError

_PORT = 6379
_SECONDS_TO_CONNECT = 10.0
# Longer than a worker of BullMQ blocks for a job.
_SECONDS_TO_ANSWER = 30.0


class ConnectionRefusedError(InputError):
    """A Key Value instance cannot be reached or used; the text says what to do and holds no password."""


def connect(connection_string: str, environ: Mapping[str, str] = os.environ) -> redis.Redis:
    """A client that has got an answer; keys and values are bytes. Raises InputError."""
    # A door that is closed is closed: what redis-py does by itself takes seconds to say so.
    client = redis.Redis(**options(connection_string, environ), retry=Retry(NoBackoff(), 1))
    try:
        client.ping()
    except (redis.RedisError, OSError) as error:
        raise ConnectionRefusedError(_refusal(connection_string, error)) from None
    return client


@contextmanager
def answering() -> Iterator[None]:
    """Tell in one line of a Key Value that fails in the middle. Raises InputError."""
    try:
        yield
    except redis.RedisError as error:
        # Its text may hold what was sent.
        does = "refuses a command" if isinstance(error, redis.ResponseError) else "does not answer any more"
        raise InputError(
            f"Redis: a Key Value {does} ({type(error).__name__}); look at it in Render's dashboard, then run "
            "again"
        ) from None


def _refusal(connection_string: str, error: Exception) -> str:
    parts = urlsplit(connection_string)
    # Render's user is the instance's id.
    name = f"Key Value {parts.username or parts.hostname}"
    if isinstance(error, redis.AuthenticationError) and "allowlist" not in str(error):
        return (
            f"{name}: does not take the password that Render's API gives; wait until a change of it has "
            "ended, then run again"
        )
    return (
        f"{name}: no connection ({type(error).__name__}): this machine's address has to be on the instance's "
        "allow-list for the day; add `{ cidr: <your address>/32, description: this machine }` to "
        "`redis.allow` of the stack that owns it, `pulumi up` that stack, and take it off afterwards"
    )


def connect_async(connection_string: str, environ: Mapping[str, str] = os.environ) -> redis.asyncio.Redis:
    """The same for BullMQ, which wants texts; it connects when it is used."""
    return redis.asyncio.Redis(**options(connection_string, environ), decode_responses=True)


def options(connection_string: str, environ: Mapping[str, str]) -> dict[str, Any]:
    """The arguments of a client of redis-py. Raises InputError for an address that may not be used."""
    if not connection_string:
        raise InputError(
            "Render gives no public address for a Key Value whose allow-list is empty; list this machine's "
            "address under `redis.allow` of the stack that owns it for the day, and `pulumi up` that stack"
        )
    parts = urlsplit(connection_string)
    there = parts
    if is_rehearsal(environ):
        url = environ.get("SANDBOX_REDIS_URL", "")
        there = urlsplit(url if is_local(url) else "")
        if there.scheme != "redis" or not there.port:
            raise InputError(
                "SANDBOX_REDIS_URL: is empty or not on this machine, and a rehearsal must never reach a real "
                "account; run the command through `python -m sandbox run --`, which sets it"
            )
    return {
        "host": there.hostname,
        "port": there.port or _PORT,
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "ssl": there.scheme == "rediss",
        "socket_connect_timeout": _SECONDS_TO_CONNECT,
        "socket_timeout": _SECONDS_TO_ANSWER,
    }
