"""Lists as Render gives them: a bare array of `{cursor, <resource>}`, 20 by default and at most 100."""

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sandbox.http import Call, Json
from sandbox.render_api.wire import Refused

DEFAULT_LIMIT, MAX_LIMIT = 20, 100

Match = Callable[[Json, str], bool]


@dataclass(frozen=True)
class OneOf:
    """Match items that `match` takes, by one of the `values` that exist: any other is a mistake."""

    match: Match
    values: frozenset[str]

    def __call__(self, item: Json, value: str) -> bool:
        """Tell whether `item` has `value`."""
        return self.match(item, value)


def page(call: Call, items: Iterable[tuple[str, Json]]) -> list[Json]:
    """Return the page that `cursor` and `limit` ask for; `items` are (key, `{resource: ...}`)."""
    ordered = list(items)
    start = _start([key for key, _ in ordered], call.query.get("cursor"))
    chosen = ordered[start : start + _limit(call.query.get("limit"))]
    return [{"cursor": cursor_of(key), **item} for key, item in chosen]


def cursor_of(key: str) -> str:
    """Return the opaque cursor of an item."""
    return base64.urlsafe_b64encode(key.encode()).decode()


def select(
    call: Call, items: Iterable[Json], filters: Mapping[str, Match], ignored: tuple[str, ...] = ()
) -> list[Json]:
    """Return the items that every filter of the query matches; comma-joined values are alternatives.

    Raises Refused 501 for a parameter that is not emulated: ignoring it would answer too much; 400 for a
    value that does not exist.
    """
    wanted = [
        (parameter, values.split(","))
        for parameter, values in call.query.multi_items()
        if parameter not in ("cursor", "limit", *ignored)
    ]
    for parameter, _ in wanted:
        if parameter not in filters:
            raise Refused(501, f"the sandbox does not emulate the query parameter {parameter!r}")
    for parameter, values in wanted:
        match = filters[parameter]
        if isinstance(match, OneOf) and not match.values.issuperset(values):
            raise Refused(400, f"invalid {parameter}")
    return [
        item
        for item in items
        if all(any(filters[parameter](item, value) for value in values) for parameter, values in wanted)
    ]


def equal(key: str) -> Match:
    """Match items whose `key` is exactly the value."""
    return lambda item, value: bool(item.get(key) == value)


def one_of(key: str, *values: str) -> Match:
    """Match items whose `key` is exactly the value, which is one of `values`."""
    return OneOf(equal(key), frozenset(values))


def contains(key: str) -> Match:
    """Match items whose `key` contains the value."""
    return lambda item, value: value in item[key]


def _start(keys: list[str], cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return keys.index(base64.urlsafe_b64decode(cursor.encode()).decode()) + 1
    except (ValueError, binascii.Error):
        raise Refused(400, "invalid cursor") from None


def _limit(given: str | None) -> int:
    if given is None:
        return DEFAULT_LIMIT
    if not given.isdigit() or not 1 <= int(given) <= MAX_LIMIT:
        raise Refused(400, "invalid limit")
    return int(given)
