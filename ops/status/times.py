"""Facts in words; moments seen from one moment, for a page as HTML that holds the moment too."""

from datetime import datetime, timedelta

from markupsafe import Markup

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
    return UNKNOWN if at is None else _timed(at.isoformat(), _ago(at, now))


def aged(at: datetime, now: datetime) -> str:
    """The same for a narrow place: `40 min`, `3 h`, `2 d`."""
    number, name = _counted(now - at)
    return f"{number} {_SHORT[name]}"


def until(at: datetime | None, now: datetime) -> str:
    """`for 61 days`, or that it is over."""
    if at is None:
        return UNKNOWN
    return _timed(at.isoformat(), f"for {_long(at - now)}" if at > now else f"ended {_ago(at, now)}")


def moment(at: datetime) -> str:
    """`27 November 2026, 19:30 UTC`."""
    return _timed(f"{at:%Y-%m-%d}", f"{at.day} {at:%B %Y, %H:%M} UTC")


def _timed(at: str, words: str) -> Markup:
    """The words are all that changes with time alone: the sandbox leaves them out where it compares pages."""
    return Markup('<time datetime="{}">{}</time>').format(at, words)


def _ago(at: datetime, now: datetime) -> str:
    return f"{_long(now - at)} ago" if now - at >= timedelta(minutes=1) else "just now"


def _long(time: timedelta) -> str:
    number, name = _counted(time)
    return f"{number} {name}{'' if number == 1 else 's'}"


def _counted(time: timedelta) -> tuple[int, str]:
    """In whole units, a larger one from two of it on; a minute at least."""
    seconds = max(time.total_seconds(), 60)
    name, size = next(unit for unit in _UNITS if seconds >= 2 * unit[1] or unit[0] == "minute")
    return int(seconds // size), name
