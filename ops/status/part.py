"""What all parts have in common: what cannot be looked at says so there, and is not called broken."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from ops.commands import InputError
from ops.doctor.check import Check
from ops.status.model import Part
from render.errors import RenderError

P = TypeVar("P", bound=Part)
_NEXT = ". Next: "
# A vendor has other words by now.
NOT_UNDERSTOOD = (LookupError, TypeError, ValueError, AttributeError)
REFUSED = (InputError, RenderError, *NOT_UNDERSTOOD)


def or_refused(part: P, stack: str, what: str, look: Callable[[], P]) -> P:
    """What `look` finds; where its account cannot be read, the part with one check that says why."""
    try:
        return look()
    except REFUSED as error:
        return replace(part, checks=(refusal(error, stack, what),))


def refusal(error: Exception, stack: str, what: str) -> Check:
    """That something cannot be looked at, why, and what to do about it."""
    if isinstance(error, NOT_UNDERSTOOD):
        kind = type(error).__name__
        return Check("doubt", stack, what, f"cannot be looked at: an answer that is not understood ({kind})")
    # What an account says when it refuses ends with what to do; the client of Render says where that begins.
    said = str(error)
    found, _, do = said.partition(_NEXT if _NEXT in said else "; ")
    return Check("doubt", stack, what, found, do)


def missing(stack: str, what: str, name: str, is_known: bool, do: str) -> Check:
    """A thing that is not in its account. `is_known`: the state has its id; `do`: helps where not."""
    if is_known:
        again = f"`pulumi up --stack {stack} --refresh` makes what is gone anew"
        do = f"`python -m ops doctor` says what this key sees; {again}"
        return Check("FAIL", stack, what, f"{name} is not there, or this key does not see it", do)
    return Check("FAIL", stack, what, f"there is no {name}", do)


def unsaid(part: P, others: Iterable[Part]) -> P:
    """A part without what others say: what an account refuses stands with its own parts alone."""
    said = {check.found for other in others for check in other.checks}
    return replace(part, checks=tuple(check for check in part.checks if check.found not in said))


def at_epoch(milliseconds: float | None) -> datetime | None:
    """Vercel's times."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
