"""What an environment costs a month, thing by thing, by list prices in USD before tax."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Price:
    """A list price of a month in USD. `as_of`: the first day of the month it was seen; `sure`: confirmed."""

    usd: Decimal
    as_of: date
    source: str
    sure: bool


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that is paid for: `what` (`API`, `Redis` …), its `name` at the vendor, its `plan`.

    `price` is None where nobody knows one; `remark` says why, or that it is paid by use or elsewhere.
    """

    what: str
    name: str
    plan: str
    price: Price | None = None
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Costs:
    """The fixed parts of each stack, things that several share with the one that makes them.

    `by_use`: what else is billed, by use, without a figure.
    """

    items: dict[str, tuple[Item, ...]]
    by_use: tuple[str, ...]

    @property
    def everything(self) -> tuple[Item, ...]:
        """The items of all stacks."""
        return tuple(item for items in self.items.values() for item in items)


def total(items: Iterable[Item]) -> Decimal:
    """What the items with a known price cost together, USD a month."""
    return sum((item.price.usd for item in items if item.price), Decimal(0))
