"""The list prices of prices.toml.

The standard library is enough for this module: `ops.ci` runs where nothing is installed.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, NoReturn, get_args

from ops.commands import InputError
from ops.cost.model import Price

Kind = Literal["compute", "key_value", "cluster", "seat"]
NOT_KNOWN = "price not known"

_FILE = Path(__file__).with_name("prices.toml")
_NAME = "ops/cost/prices.toml"
_SEEN = frozenset({"as_of", "source", "sure"})
_FIGURES = ("usd", "from_usd")
_FORMS = (
    *(_SEEN | {figure, *remark} for figure in _FIGURES for remark in ((), ("remark",))),
    {"remark"},
    {"as"},
)
_FORMS_IN_WORDS = (
    "usd or from_usd, as_of, source and sure, with a remark or without; or a remark alone; or `as` alone"
)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A plan's list price, of one instance; or in `remark` why it has none."""

    price: Price | None = None
    remark: str = ""


Prices = Mapping[str, Mapping[str, Offer]]
"""Kind -> plan -> offer."""


def offer(kind: Kind, plan: str) -> Offer:
    """What is known of a plan; raises InputError where prices.toml cannot be used."""
    return _prices()[kind].get(plan, Offer(remark=NOT_KNOWN))


@cache
def _prices() -> Prices:
    return parse(_FILE.read_text(encoding="utf-8"))


def parse(text: str) -> Prices:
    """The prices of a file; raises InputError with one line for the first thing that is wrong in it."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{_NAME}: is not TOML: {error}") from None
    if document.keys() != {*get_args(Kind)} or not all(isinstance(one, dict) for one in document.values()):
        _refuse("its tables", f"have to be {', '.join(get_args(Kind))}")
    found: dict[str, dict[str, Offer]] = {}
    for kind, plans in document.items():
        for plan, entry in plans.items():
            _require_form(f"{kind}.{plan}", entry, plans)
        found[kind] = {plan: _offer(entry, plans) for plan, entry in plans.items()}
    return found


def _offer(entry: Mapping[str, Any], plans: Mapping[str, Any]) -> Offer:
    if other := entry.get("as"):
        price = _price(plans[other])
        return Offer(
            price=replace(price, sure=False), remark=f"the price of {other}, which has the same size"
        )
    is_priced = any(figure in entry for figure in _FIGURES)
    return Offer(price=_price(entry) if is_priced else None, remark=entry.get("remark", ""))


def _price(entry: Mapping[str, Any]) -> Price:
    seen, floor = {key: entry[key] for key in _SEEN}, "from_usd" in entry
    return Price(usd=Decimal(str(entry["from_usd" if floor else "usd"])), floor=floor, **seen)


def _require_form(place: str, entry: Any, plans: Mapping[str, Any]) -> None:
    if not isinstance(entry, dict) or entry.keys() not in _FORMS:
        _refuse(place, f"has to have {_FORMS_IN_WORDS}")
    for key, value in entry.items():
        is_right, right = _VALUES[key]
        if not is_right(value):
            _refuse(f"{place}.{key}", f"has to be {right}")
    if "as" in entry and "usd" not in plans.get(entry["as"], ()):
        _refuse(f"{place}.as", "has to name a plan of the same table that has a price")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


# By their exact types: to Python true is a number, and a moment a date.
def _is_figure(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value < 10**6


_VALUES: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(_FIGURES, (_is_figure, "a number of USD")),
    "as_of": (lambda value: type(value) is date and value.day == 1, "the first day of a month"),
    "source": (_is_text, "a text"),
    "sure": (lambda value: type(value) is bool, "true or false"),
    "remark": (_is_text, "a text"),
    "as": (_is_text, "a text"),
}


def _refuse(place: str, what: str) -> NoReturn:
    raise InputError(f"{_NAME}: {place}: {what}")
