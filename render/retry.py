"""When a request to Render goes out again, and how long that waits."""

import re
from collections.abc import Mapping
from typing import Final

ATTEMPTS: Final = 7
LONGEST_WAIT: Final = 120.0
WORTH_A_NOTE: Final = 5.0

_REPEATABLE = frozenset({"GET", "PUT", "DELETE", "PATCH"})
# Up to a day: what is longer, a point in time for one, is no number of seconds to wait.
_SECONDS = re.compile(r"[0-9]{1,5}(\.[0-9]+)?")


def wait_before_retry(
    method: str, status: int | None, retry_after: float | None, attempt: int, jitter: float
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
    have happened is for `create_once`, which looks first. Seven attempts in all, see `backoff`.
    `status` None: no reply. `retry_after`: see `asked_wait`. `attempt` counts from 1, `jitter` is 0 to 1.
    """
    repeatable = method in _REPEATABLE and (status is None or status >= 500)
    if attempt >= ATTEMPTS or not (repeatable or status == 429):
        return None
    if status == 429 and retry_after is not None:
        return retry_after if retry_after <= LONGEST_WAIT else None
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
