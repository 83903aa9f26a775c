"""What an environment costs a month, thing by thing, by list prices in USD before tax."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

_STAYS_NEW = timedelta(days=180)


@dataclass(frozen=True, kw_only=True)
class Price:
    """A list price of a month in USD. `as_of`: the first day of the month it was seen; `sure`: confirmed.

    `floor`: the lowest that it is sold for; by region or use it costs more.
    """

    usd: Decimal
    as_of: date
    source: str
    sure: bool
    floor: bool = False

    def is_old(self, today: date) -> bool:
        """Whether it was seen more than 180 days ago: prices change."""
        return today - self.as_of > _STAYS_NEW


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that is paid for: `what` (`API`, `Redis` …), its `name` at the vendor, its `plan`.

    `price` is None where nobody knows one; `remark` says why, or that it is paid by use or elsewhere.
    `paid_with`: the stack with which it is paid, where several share it and this is not the one.
    """

    what: str
    name: str
    plan: str
    price: Price | None = None
    remark: str = ""
    paid_with: str = ""

    @property
    def is_unknown(self) -> bool:
        """Whether it costs something here of which nobody knows a price."""
        return self.price is None and not self.paid_with

    @property
    def is_open(self) -> bool:
        """Whether it may cost more than its price."""
        return self.is_unknown or (self.price is not None and self.price.floor)


@dataclass(frozen=True, kw_only=True)
class Costs:
    """The fixed parts of each stack, things that several share with the one that makes them.

    `by_use`: what else is billed, by use, by person or for a whole account.
    """

    items: dict[str, tuple[Item, ...]]
    by_use: tuple[str, ...]

    @property
    def everything(self) -> tuple[Item, ...]:
        """The items of all stacks."""
        return tuple(item for items in self.items.values() for item in items)


def total(items: Iterable[Item]) -> Decimal:
    """What the items with a known price cost together at least, USD a month."""
    return sum((item.price.usd for item in items if item.price), Decimal(0))


def at_least(items: Iterable[Item]) -> bool:
    """Whether they may cost more than their total, by something without a fixed price."""
    return any(item.is_open for item in items)
