"""Checks of request bodies: an unknown, missing or ill-typed field is a 400 that names the field."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

from sandbox.render_api.wire import Object, Refused

Check = Callable[[str, Any], None]


def checked(value: Any, fields: Mapping[str, Check], required: Iterable[str] = (), at: str = "") -> Object:
    """Return `value` after checking that it is an object of `fields`; null fields are left to the caller.

    Raises Refused 400, or 501 for a field of the real API that the sandbox does not emulate.
    """
    if not isinstance(value, dict):
        _refuse(at or "the body", "must be an object")
    for key in required:
        if value.get(key) is None:
            _refuse(at + key, "is required")
    for key, item in value.items():
        if key not in fields:
            _refuse(at + key, "is not a field of this request")
        if item is not None:
            fields[key](at + key, item)
    return value


def text(at: str, value: Any) -> None:
    """Accept a string."""
    if not isinstance(value, str):
        _refuse(at, "must be a string")


def filled(at: str, value: Any) -> None:
    """Accept a string that is not empty."""
    text(at, value)
    if not value.strip():
        _refuse(at, "must not be empty")


def boolean(at: str, value: Any) -> None:
    """Accept true and false."""
    if not isinstance(value, bool):
        _refuse(at, "must be true or false")


def choice(*values: str) -> Check:
    """Accept one of `values`."""

    def check(at: str, value: Any) -> None:
        if value not in values:
            _refuse(at, f"must be one of {', '.join(values)}")

    return check


def whole(lowest: int, highest: int) -> Check:
    """Accept a whole number from `lowest` to `highest`."""

    def check(at: str, value: Any) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            _refuse(at, f"must be a whole number from {lowest} to {highest}")

    return check


def each(item: Check) -> Check:
    """Accept a list whose items pass `item`."""

    def check(at: str, value: Any) -> None:
        if not isinstance(value, list):
            _refuse(at, "must be a list")
        for index, entry in enumerate(value):
            item(f"{at}[{index}]", entry)

    return check


def record(fields: Mapping[str, Check], required: Iterable[str] = ()) -> Check:
    """Accept an object of `fields`."""

    def check(at: str, value: Any) -> None:
        checked(value, fields, required, f"{at}.")

    return check


def not_emulated(at: str, _value: Any) -> None:
    """Refuse a field that Render knows and the sandbox does not."""
    raise Refused(501, f"the sandbox does not emulate {at}")


def _refuse(at: str, what: str) -> NoReturn:
    # Never the value: env vars pass here.
    raise Refused(400, f"{at} {what}")
