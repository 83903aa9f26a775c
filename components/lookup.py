"""Looking up what another stack or a person has made, and saying plainly when it is not there."""

from collections.abc import Callable
from typing import TypeVar

import pulumi

T = TypeVar("T")


def required(look_up: Callable[[], T], otherwise: str) -> T:
    """The answer of a vendor's look-up (its plain form, `get_project` rather than `get_project_output`).

    Raises pulumi.RunError with `otherwise` and the vendor's own words when there is none. Only the plain form
    can be caught: an Output's failure ends the program with a traceback, whoever waits for it.
    """
    try:
        return look_up()
    except Exception as error:
        raise pulumi.RunError(f"{otherwise} ({error})") from None
