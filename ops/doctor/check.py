"""One thing that was looked at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from ops.accounts.http import AccountError
from render.errors import RenderError

State = Literal["ok", "note", "FAIL"]


@dataclass(frozen=True)
class Check:
    """`place`: a stack or "machine". `found`: how it is. `do`: the next step, if there is one."""

    state: State
    place: str
    what: str
    found: str
    do: str = ""


def reached(place: str, what: str, look: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """The checks of one account; where it cannot be read, one that fails and says why."""
    try:
        yield from look()
    except (AccountError, RenderError) as error:
        yield Check("FAIL", place, what, str(error))
