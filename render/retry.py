"""When a request to Render is sent again, how a create happens only once, and how long to wait for a result.

Render's API has no idempotency keys.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final, Protocol, TypeVar

from render.errors import GoneError, RateLimitError, RenderError, UncertainError

T = TypeVar("T")

PASSING: Final = (UncertainError, RateLimitError)
"""Errors that say nothing about what was asked for: no reply, 5xx, a limit that is used up."""
ATTEMPTS: Final = 7
WORTH_A_NOTE: Final = 5.0

_REPEATABLE = frozenset({"GET", "PUT", "DELETE", "PATCH"})
# Up to a day: what is longer, a point in time for one, is no number of seconds to wait.
_SECONDS = re.compile(r"[0-9]{1,5}(\.[0-9]+)?")

_SENDS = 3
# A create takes a moment to show in a list: 2, 4 and 8 s at most.
_FIRST_LOOK = 3
_SETTLED = 10.0

_FIRST_PAUSE, _GROWTH, _LONGEST_PAUSE = 0.2, 1.5, 10.0


@dataclass(frozen=True)
class Patience:
    """How long one answer is waited for, in seconds; as it stands, as long as an update does.

    `reply`: for each reply, at most. `attempts`: in all, of a request that may be repeated. `limit`: until a
    limit on requests has room again, at most.
    """

    reply: float = 30.0
    attempts: int = ATTEMPTS
    limit: float = 120.0


PATIENT: Final = Patience()


class Timed(Protocol):
    """Who waits, in seconds: a client, whose `sleep` and `clock` can be a test's; `jitter` is 0 to 1."""

    sleep: Callable[[float], None]
    clock: Callable[[], float]
    jitter: Callable[[], float]


def wait_before_retry(
    method: str,
    status: int | None,
    retry_after: float | None,
    attempt: int,
    jitter: float,
    patience: Patience = PATIENT,
) -> float | None:
    """How many seconds to wait before the same request goes out again; None: give up.

    | what came back               | GET PUT DELETE PATCH | POST                               |
    |------------------------------|----------------------|------------------------------------|
    | 429, Retry-After up to 120 s | wait Retry-After     | wait Retry-After: nothing happened |
    | 429, longer                  | give up, say so      | give up, say so                    |
    | 429, no Retry-After          | backoff              | backoff                            |
    | 5xx, or no reply             | backoff              | give up: it may have happened      |
    | anything else                | give up              | give up                            |

    A PATCH of this provider sets absolute values, so sending it twice is the same as once. A POST that may
    have happened is for `create_once`, which looks first. Seven attempts in all, see `backoff`; fewer, and
    less than 120 s, with less `patience`.
    `status` None: no reply. `retry_after`: see `asked_wait`. `attempt` counts from 1, `jitter` is 0 to 1.
    """
    repeatable = method in _REPEATABLE and (status is None or status >= 500)
    if attempt >= patience.attempts or not (repeatable or status == 429):
        return None
    if status == 429 and retry_after is not None:
        return retry_after if retry_after <= patience.limit else None
    return backoff(attempt, jitter)


def backoff(attempt: int, jitter: float) -> float:
    """Seconds after failed attempt number `attempt`: 0.5 doubled each time up to 8, times 0.5 to 1.

    The six waits between seven attempts last 11.75 s at least: an outage of ten seconds is survived.
    """
    return float(min(0.5 * 2 ** (attempt - 1), 8.0) * (0.5 + jitter / 2))


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds that a reply asks to wait: Retry-After, else Ratelimit-Reset; None when it does not.

    `headers`: by name in any case. Ratelimit-Reset holds seconds as well: Render's documentation calls it an
    epoch, its replies (1 to 3600) say otherwise. What is no number of seconds, a date for one, is ignored.
    """
    for name in ("Retry-After", "Ratelimit-Reset"):
        value = headers.get(name, "")
        if _SECONDS.fullmatch(value):
            return float(value)
    return None


def create_once(send: Callable[[], T], find: Callable[[], T | None], client: Timed) -> T:
    """Create something with a POST, which is never repeated blindly. Raises RenderError.

    When the outcome of `send` is unknown, `find` looks whether it happened (1 to 2, 2 to 4 and 4 to 8 s
    later). Not found: `send` again, three times at most, then its last error stands. A request that may still
    be running is only looked for, and never sent again: a paid duplicate is worse than an error.
    """
    failure: RenderError
    try:
        return send()
    except UncertainError as error:
        failure = error
    for look in range(1, _SENDS + 1):
        client.sleep(backoff(look + _FIRST_LOOK - 1, client.jitter()))
        found = find()
        if found is not None:
            return found
        if look < _SENDS and isinstance(failure, UncertainError) and not failure.may_be_running:
            try:
                return send()
            except RenderError as error:
                # A refusal too is looked into: the name can be taken by what the first one made after all.
                failure = error
    raise failure


def after_create(get: Callable[[], T], client: Timed) -> T:
    """What `get` answers, right after a create: a 404 is taken for "not yet" for ten seconds.

    Raises GoneError after that, and any other RenderError of `get` at once.
    """
    deadline = client.clock() + _SETTLED
    for attempt in count(1):
        try:
            return get()
        except GoneError:
            left = deadline - client.clock()
            if left <= 0:
                raise
        client.sleep(min(backoff(attempt, client.jitter()), left))
    raise AssertionError("count() does not end")


class Poller:
    """Pauses between looks at what takes a while: from 0.2 s growing to 10 s, for `seconds` in all."""

    def __init__(self, client: Timed, seconds: float) -> None:
        self._client = client
        self._deadline, self._pause = client.clock() + seconds, _FIRST_PAUSE

    def ask(self, look: Callable[[], T]) -> T:
        """What `look` answers, however long Render answers nothing: raises one of PASSING at the deadline.

        Any other error is raised at once.
        """
        while True:
            try:
                return look()
            except PASSING:
                if self.wait_or_expired():
                    raise

    def wait_or_expired(self) -> bool:
        """Pause once and answer False; True, at once, when the deadline has passed."""
        if self._client.clock() >= self._deadline:
            return True
        self._client.sleep(self._pause)
        self._pause = min(self._pause * _GROWTH, _LONGEST_PAUSE)
        return False
