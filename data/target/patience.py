"""Trying again what fails while the target is without a primary, or a lock is not to be had."""

import time
from collections.abc import Callable
from typing import TypeVar

from data.target.faults import Passing

Result = TypeVar("Result")

_PAUSE = 0.25


def patiently(attempt: Callable[[], Result], seconds: float) -> Result:
    """What `attempt` gives, once what fails has passed. Raises what it raises, Passing only after so long."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except Passing:
            if time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE)
