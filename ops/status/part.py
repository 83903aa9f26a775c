"""What all parts have in common: a vendor that refuses says so there, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from ops.commands import InputError
from ops.doctor.check import Check
from ops.status.model import Part
from render.errors import RenderError

P = TypeVar("P", bound=Part)
# A vendor has other words by now.
NOT_UNDERSTOOD = (LookupError, TypeError, ValueError, AttributeError)


def or_refused(part: P, stack: str, what: str, look: Callable[[], P]) -> P:
    """What `look` finds; where its account cannot be read, the part with one check that says why."""
    try:
        return look()
    except (InputError, RenderError) as error:
        said = str(error)
    except NOT_UNDERSTOOD as error:
        said = f"could not be looked at: an answer that is not understood ({type(error).__name__})"
    return replace(part, checks=(Check("FAIL", stack, what, said),))


def at_epoch(milliseconds: float | None) -> datetime | None:
    """Vercel's times."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
