"""Render's limits on requests: which one a request counts against, and waiting until it has room again.

Where Render's documentation (API, Rate Limiting) and the headers of its replies differ, the replies count:
they say 100 writes per minute, the documentation 30.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from threading import Lock

from render.errors import rate_limited
from render.progress import note
from render.retry import PATIENT, WORTH_A_NOTE, asked_wait


@dataclass(frozen=True)
class Bucket:
    """One limit: requests with an equal bucket use it up together. `limit`: what people call it."""

    name: str
    limit: str


READS = Bucket("reads", "Render's limit on reads (400 per minute)")
WRITES = Bucket("writes", "Render's limit on writes (100 per minute)")
# Counted apart, as far as replies show: were they one, a 429 would still say so.
NEW_SERVICES = Bucket("new services", "Render's hourly create limit (20 per hour)")
NEW_KEY_VALUES = Bucket("new Key Values", "Render's hourly create limit (20 per hour)")
DOMAINS = Bucket("custom domains", "Render's hourly limit on custom domains (50 per hour)")


def changes_of(service_id: str) -> Bucket:
    """The limit on changes and deploys of one service."""
    return Bucket(service_id, f"Render's limit on changes of service {service_id} (10 per minute)")


def bucket(method: str, path: str) -> Bucket:
    """The limit that a request counts against. `path`: from the API's root, without the query."""
    match method, path.strip("/").split("/"):
        case "GET", _:
            return READS
        case "POST", ["services"]:
            return NEW_SERVICES
        case "POST", ["key-value"]:
            return NEW_KEY_VALUES
        case "PATCH", ["services", service_id]:
            return changes_of(service_id)
        case "POST", ["services", service_id, "deploys" | "scale" | "suspend" | "resume"]:
            return changes_of(service_id)
        case "POST", ["services", _, "custom-domains", *_]:
            return DOMAINS
    return WRITES


def written_service(method: str, path: str) -> str | None:
    """The id of the service that a request changes in any way; None for reads and for other objects."""
    match path.strip("/").split("/"):
        case ["services", service_id, *_] if method != "GET":
            return service_id
    return None


class RateLimiter:
    """How far one client has used up each limit; safe to share between threads.

    `longest`: how many seconds it waits for room, at most.
    """

    def __init__(
        self, sleep: Callable[[float], None], clock: Callable[[], float], longest: float = PATIENT.limit
    ) -> None:
        self._sleep, self._clock, self._longest = sleep, clock, longest
        self._guard = Lock()
        self._closed_until: dict[Bucket, float] = {}
        self._announced: dict[Bucket, float] = {}
        self._write_locks: dict[str, Lock] = {}

    @contextmanager
    def write_lock(self, method: str, path: str) -> Iterator[None]:
        """Hold the lock of the service that a request writes to, over all retries; a read takes none."""
        service_id = written_service(method, path)
        if service_id is None:
            yield
            return
        with self._guard:
            lock = self._write_locks.setdefault(service_id, Lock())
        with lock:
            yield

    def wait(self, method: str, path: str) -> None:
        """Return when the limit has room again. Raises RateLimitError when that takes too long."""
        limited = bucket(method, path)
        with self._guard:
            until = self._closed_until.get(limited, -inf)
            seconds = until - self._clock()
            silent = seconds < WORTH_A_NOTE or self._announced.get(limited) == until
            self._announced[limited] = until
        if seconds <= 0:
            return
        if seconds > self._longest:
            raise rate_limited(method, path, limited.limit, seconds)
        if not silent:
            note(f"render: {limited.limit} is used up, waiting {seconds:.0f} s")
        self._sleep(seconds)

    def observe(self, method: str, path: str, status: int, headers: Mapping[str, str]) -> None:
        """Note until when a limit is used up, when a reply says so: refused, or the last one let through."""
        seconds = asked_wait(headers)
        if seconds is None or not (status == 429 or headers.get("Ratelimit-Remaining") == "0"):
            return
        limited, until = bucket(method, path), self._clock() + seconds
        with self._guard:
            self._closed_until[limited] = max(until, self._closed_until.get(limited, -inf))
