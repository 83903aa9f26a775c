"""What the rules say of values; these are put together at run time, so that nothing here looks real."""

from functools import cache
from typing import Any

from config.parse import parse
from config.rules import violations
from config.settings import Settings
from tests.conftest import StackFiles

PROD: tuple[str, str] = ("prod", "launched")
PRE_LAUNCH: tuple[str, str] = ("prod", "")
STAGING: tuple[str, str] = ("staging", "")
CONFINED: tuple[str, str] = ("dev", "")
HOOK = "_".join(("whsec", "a1B2c3D4"))


def stripe(kind: str, mode: str) -> str:
    return "_".join((kind, mode, "51Habc"))


@cache
def settings_of(stack: str, how: str) -> Settings:
    """One environment with no secret and no Cloudinary of its own: only what a test gives it is judged."""
    values: dict[str, Any] = {**StackFiles()[stack], "secrets": {}, "cloudinary": None}
    values["launched"] = how == "launched" or stack != "prod"
    if (stack, how) == PRE_LAUNCH:
        values |= {"stripe": "test", "acknowledge": {"testStripeBeforeLaunch": "not yet"}}
    return parse(stack, values)


def said(
    place: tuple[str, str], secrets: dict[str, str] | None = None, live: dict[str, str] | None = None
) -> list[Any]:
    """Everything about values: `secrets`, and the other variables that the services have."""
    stack, how = place
    found = violations({stack: settings_of(stack, how)}, {stack: secrets or {}}, {stack: live or {}})
    return [violation for violation in found if violation.of_value]


def complaints(
    place: tuple[str, str], secrets: dict[str, str] | None = None, live: dict[str, str] | None = None
) -> list[tuple[str, str]]:
    """The variable and what is wrong with it."""
    found = said(place, secrets, live)
    assert all(violation.file == f"Pulumi.{place[0]}.yaml" for violation in found)
    return [(violation.key, violation.what) for violation in found]
