"""The costs as a table for a person, and as JSON for a script."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ops.cost.model import Costs, Item, at_least, total
from ops.terminal import table

_HEAD = ("stack", "what", "name", "plan", "USD a month", "as of", "remark")
_UNSURE = "? the price is not sure"
_OLD = "old: the price was seen more than 180 days ago"


def as_text(found: Costs, today: date) -> str:
    """A group for each environment with its sum, what else is billed, and the sum of all."""
    groups = [_group(stack, items, today) for stack, items in found.items.items()]
    prices = [item.price for item in found.everything if item.price]
    marks = [_UNSURE] if any(not price.sure for price in prices) else []
    marks += [_OLD] if any(price.is_old(today) for price in prices) else []
    blocks = [table(_HEAD, groups), "\n".join(marks), _list(found.by_use), _sentence(found)]
    return "\n\n".join(block for block in blocks if block)


def _group(stack: str, items: Sequence[Item], today: date) -> list[tuple[str, ...]]:
    return [*(_row(stack, item, today) for item in items), (stack, "in all", "", "", _sum(items), "", "")]


def _row(stack: str, item: Item, today: date) -> tuple[str, ...]:
    price = item.price
    usd = f"{'from ' if price.floor else ''}{price.usd}{'' if price.sure else ' ?'}" if price else "-"
    seen = f"{price.as_of:%Y-%m}{' old' if price.is_old(today) else ''}" if price else "-"
    return stack, item.what, item.name, item.plan or "-", usd, seen, item.remark


def _list(by_use: Iterable[str]) -> str:
    return "\n".join(
        ["Billed by use, by person or for an account, and not counted:", *(f"  {one}" for one in by_use)]
    )


def _sentence(found: Costs) -> str:
    return f"{', '.join(found.items)} in all: {_sum(found.everything)} USD a month by list prices before tax"


def _sum(items: Sequence[Item]) -> str:
    return f"{'at least ' if at_least(items) else ''}{total(items)}"


def as_json(found: Costs, today: date) -> str:
    """The same for a script: USD a month, null where nobody knows."""
    stacks = {
        stack: {"items": [_item(item, today) for item in items], **_figures(items)}
        for stack, items in found.items.items()
    }
    return json.dumps({"stacks": stacks, **_figures(found.everything), "by_use": found.by_use}, indent=2)


def _figures(items: Sequence[Item]) -> dict[str, Any]:
    return {"usd": _number(total(items)), "at_least": at_least(items)}


def _item(item: Item, today: date) -> dict[str, Any]:
    price = item.price
    return {
        "what": item.what,
        "name": item.name,
        "plan": item.plan or None,
        "usd": _number(price.usd) if price else None,
        "as_of": f"{price.as_of:%Y-%m}" if price else None,
        "from": price.floor if price else None,
        "sure": price.sure if price else None,
        "old": price.is_old(today) if price else None,
        "source": price.source if price else None,
        "remark": item.remark,
        "paid_with": item.paid_with or None,
    }


def _number(usd: Decimal) -> int | float:
    return int(usd) if usd == int(usd) else float(usd)
