"""Plain variables: nothing derived, nothing secret, nothing left to fill in."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from config.derived import derived_from
from config.rules.rule import Found, of_one_stack
from config.settings import Settings

_SECRET_NAME = re.compile(r"SECRET|PASSWORD|TOKEN|PRIVATE")
_SECRET_VALUE = re.compile(r"(sk_|rk_|whsec_|SG\.|mongodb(\+srv)?://|rediss?://|cloudinary://)")
_PLACEHOLDER = re.compile(r"<[A-Za-z][A-Za-z0-9_ -]*>|YOUR_|\bCHANGE_?ME\b|\bTODO\b", re.IGNORECASE)
_LOCAL = re.compile(r"https?://(localhost|127\.)")


def plain_variables(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """(place, name, value) of every variable that a stack file holds in plain text."""
    places: Mapping[str, Mapping[str, str]] = {
        "env": settings.env,
        "api.env": settings.api.env,
        "worker.env": settings.worker.env,
        "frontend.env": settings.frontend.env,
    }
    for place, env in places.items():
        for name, value in env.items():
            yield place, name, value


@of_one_stack("T2", "T17", "T18", "R16")
def plain_variables_override_nothing(_: str, settings: Settings) -> Iterator[Found]:
    """A variable has one origin: derived, secret or plain."""
    derived = derived_from(settings)
    for place, name, _value in plain_variables(settings):
        key = f"{place}.{name}"
        if name in derived:
            why = "a second origin would contradict the first on one of the services"
            yield Found(key, f"is derived from `{derived[name]}`", why, "remove it and change that")
        elif name in settings.secrets:
            yield Found(key, "stands under `secrets` too", "only one of them would win", "keep it there only")


@of_one_stack("T29", "R72", "R73")
def plain_variables_hold_no_secret(_: str, settings: Settings) -> Iterator[Found]:
    """No name or value of a plain variable looks like a secret."""
    for place, name, value in plain_variables(settings):
        if _SECRET_NAME.search(name) or _SECRET_VALUE.match(value):
            why = "this file is committed"
            if place == "frontend.env":
                why += ", and everything here is built into the public bundle too"
            write = "name it under `secrets` instead and change the value"
            yield Found(f"{place}.{name}", "looks like a secret", why, write)


@of_one_stack("R62", "R66")
def a_deployed_site_names_no_local_address(_: str, settings: Settings) -> Iterator[Found]:
    """What is built into a deployed bundle does not point at the visitor's own machine."""
    for name, value in settings.frontend.env.items():
        if _LOCAL.match(value):
            why = "in a deployed bundle that is each visitor's own machine"
            write = "write the deployed address, and the local one into a local .env file"
            yield Found(f"frontend.env.{name}", "is a local address", why, write)


@of_one_stack("C20", "R73")
def nothing_is_left_to_fill_in(_: str, settings: Settings) -> Iterator[Found]:
    """No value is still the text that said what to write there."""
    for key, value in _texts("", settings.model_dump(by_alias=True)):
        if _PLACEHOLDER.search(value):
            why = "it would reach the cloud as it stands"
            yield Found(key, "is still a placeholder", why, "write the value itself")


def _texts(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(f"{path}.{key}".lstrip("."), item)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _texts(f"{path}[{place}]", item)


RULES = (
    plain_variables_override_nothing,
    plain_variables_hold_no_secret,
    a_deployed_site_names_no_local_address,
    nothing_is_left_to_fill_in,
)
