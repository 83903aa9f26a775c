"""What a preview would change in the costs of a month, as one line for GitHub."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ops.ci.markdown import code, some
from ops.ci.plans import Plan, PlanChange
from ops.cost.items import What, item
from ops.cost.model import Item, at_least, total
from ops.cost.prices import NOT_KNOWN

_A_NEW: dict[str, str] = {
    "API": "an API",
    "worker": "a worker",
    "Redis": "a Redis of its own",
    "cluster": "a cluster of its own",
}


@dataclass(frozen=True)
class Difference:
    """One thing that is paid for, before and after; None where it is not there."""

    name: str
    before: Item | None
    after: Item | None

    @property
    def items(self) -> tuple[Item, ...]:
        """Those that are there."""
        return tuple(one for one in (self.before, self.after) if one)

    @property
    def usd(self) -> Decimal | None:
        """How much more it costs, None where a plan has no fixed price."""
        return None if at_least(self.items) else _usd(self.after) - _usd(self.before)


def cost_line(stack: str, changes: Iterable[PlanChange]) -> str:
    """What would cost more or less, and what has no fixed price; empty where no cost changes.

    Raises InputError where prices.toml cannot be used.
    """
    found = differences(changes)
    known = [one for one in found if one.usd]
    unknown = [one for one in found if one.usd is None]
    parts = [f"{_figure(known)}: {_words(stack, known)}, by {_dates(known)}."] if known else []
    if unknown:
        plans = "A plan" if len(unknown) == 1 else "Plans"
        parts.append(f"{plans} without a fixed price: {_words(stack, unknown)}{_remarks(unknown)}.")
    return " ".join(parts)


def differences(changes: Iterable[PlanChange]) -> list[Difference]:
    """The changes with what each plan costs."""
    return [
        Difference(one.name, _item(one.what, one.name, one.before), _item(one.what, one.name, one.after))
        for one in changes
    ]


def _item(what: What, name: str, plan: Plan | None) -> Item | None:
    return item(what, name, plan.name, plan.instances) if plan else None


def _usd(paid: Item | None) -> Decimal:
    return total([paid] if paid else [])


def _figure(known: Sequence[Difference]) -> str:
    usd = sum((one.usd or Decimal(0) for one in known), Decimal(0))
    sign = "+" if usd > 0 else "-" if usd < 0 else "±"
    # In bold: what begins with a sign alone is a list to GitHub.
    return f"**{sign} {abs(usd)} USD a month**"


def _words(stack: str, found: Sequence[Difference]) -> str:
    both = [(one.name, one.before, one.after) for one in found]
    changed = [f"{code(name)}: {code(a.plan)} to {code(b.plan)}" for name, a, b in both if a and b]
    gets = [f"{_A_NEW[b.what]} ({code(b.plan)})" for _, a, b in both if b and not a]
    loses = [f"its {a.what} ({code(a.plan)})" for _, a, b in both if a and not b]
    said = (("", changed), (f"{stack} gets ", gets), (f"{stack} loses ", loses))
    return "; ".join(f"{start}{some(clauses)}" for start, clauses in said if clauses)


def _dates(known: Sequence[Difference]) -> str:
    prices = [paid.price for one in known for paid in one.items if paid.price]
    months = sorted(f"{price.as_of:%Y-%m}" for price in prices)
    sure = {price.sure for price in prices}
    unsure = "" if sure == {True} else ", not sure" if sure == {False} else ", not all sure"
    return f"list prices of {' to '.join(dict.fromkeys((months[0], months[-1])))}{unsure}"


def _remarks(unknown: Sequence[Difference]) -> str:
    paid = [paid for one in unknown for paid in one.items if paid.is_open and paid.remark != NOT_KNOWN]
    return "".join(dict.fromkeys(f"; {code(each.plan)}: {each.remark}" for each in paid))
