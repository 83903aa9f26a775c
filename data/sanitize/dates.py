"""Dates moved, all by the same."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bson.datetime_ms import DatetimeMS

from data.sanitize.keyed import derived

_DAY = 86_400
_LAST = 2**63 - 1


def shift_of(key: bytes) -> int:
    """The run's shift in seconds: between 1 and 30 days either way, and never by whole days.

    One for all dates, so that orders and distances stay; who knows a single true date knows the shift.
    """
    digest = derived(key, "date-shift")
    days = 1 + int.from_bytes(digest[:8]) % 29
    seconds = 1 + int.from_bytes(digest[8:16]) % (_DAY - 1)
    return (days * _DAY + seconds) * (1 if digest[16] & 1 else -1)


def shifted_by(seconds: int) -> Callable[[list[Any]], list[datetime | DatetimeMS]]:
    """Moves datetimes or, beyond Python's years, DatetimeMS. At the end of what BSON can say they stay."""
    delta = timedelta(seconds=seconds)

    def shifted(values: list[Any]) -> list[datetime | DatetimeMS]:
        try:
            return [value + delta for value in values]
        except (TypeError, OverflowError):
            return [_shifted(value, delta) for value in values]

    return shifted


def _shifted(value: Any, delta: timedelta) -> datetime | DatetimeMS:
    try:
        moved: datetime = value + delta
        return moved
    except (TypeError, OverflowError):
        number = int(value if isinstance(value, DatetimeMS) else DatetimeMS(value))
        milliseconds = number + delta // timedelta(milliseconds=1)
        return DatetimeMS(max(-_LAST - 1, min(_LAST, milliseconds)))
