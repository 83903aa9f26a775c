"""Creating something exactly once, and reading it right after: Render's API has no idempotency keys."""

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from render.errors import GoneError, RenderError, UncertainError
from render.retry import backoff

if TYPE_CHECKING:
    from render.client import RenderClient

_SENDS = 3
# A create takes a moment to show in a list: 2, 4 and 8 s at most.
_FIRST_LOOK = 3
_SETTLED = 10.0

T = TypeVar("T")


def create_once(send: Callable[[], T], find: Callable[[], T | None], client: "RenderClient") -> T:
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


def after_create(get: Callable[[], T], client: "RenderClient") -> T:
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
