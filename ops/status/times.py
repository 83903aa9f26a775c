"""Facts in words; moments seen from one moment."""

from datetime import datetime, timedelta

UNKNOWN = "unknown"
_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))
_SHORT = {"day": "d", "hour": "h", "minute": "min"}


def known(value: object) -> str:
    """A fact in words; None is one that nobody knows."""
    return UNKNOWN if value is None else str(value)


def yes(value: bool | None) -> str:
    """`yes` or `no`."""
    return UNKNOWN if value is None else "yes" if value else "no"


def ago(at: datetime | None, now: datetime) -> str:
    """`3 hours ago`."""
    return (
        UNKNOWN
        if at is None
        else f"{_long(now - at)} ago"
        if now - at >= timedelta(minutes=1)
        else "just now"
    )


def aged(at: datetime, now: datetime) -> str:
    """The same for a narrow place: `40 min`, `3 h`, `2 d`."""
    number, name = _counted(now - at)
    return f"{number} {_SHORT[name]}"


def until(at: datetime | None, now: datetime) -> str:
    """`for 61 days`, or that it is over."""
    if at is None:
        return UNKNOWN
    return f"for {_long(at - now)}" if at > now else f"ended {ago(at, now)}"


def moment(at: datetime) -> str:
    """`27 November 2026, 19:30 UTC`."""
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def _long(time: timedelta) -> str:
    number, name = _counted(time)
    return f"{number} {name}{'' if number == 1 else 's'}"


def _counted(time: timedelta) -> tuple[int, str]:
    """In whole units, a larger one from two of it on; a minute at least."""
    seconds = max(time.total_seconds(), 60)
    name, size = next(unit for unit in _UNITS if seconds >= 2 * unit[1] or unit[0] == "minute")
    return int(seconds // size), name
