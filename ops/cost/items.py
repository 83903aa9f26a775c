"""What a plan costs, as an item of an environment.

The standard library is enough for this module: `ops.ci` runs where nothing is installed.
"""

from dataclasses import replace

from ops.cost.model import Item
from ops.cost.prices import Kind, offer


def service(what: str, name: str, plan: str, instances: int | None) -> Item:
    """An API or a worker. Where nobody states how many instances it has, it counts as one."""
    one, number = _item("compute", what, name, plan), instances or 1
    if number == 1:
        return one
    price = one.price and replace(one.price, usd=one.price.usd * number)
    return replace(one, plan=f"{number} x {plan}", price=price)


def key_value(name: str, plan: str) -> Item:
    """A Redis at Render."""
    return _item("key_value", "Redis", name, plan)


def cluster(name: str, tier: str) -> Item:
    """A cluster at Atlas of a tier: `M10`, `FLEX` …"""
    return _item("cluster", "cluster", name, tier)


def _item(kind: Kind, what: str, name: str, plan: str) -> Item:
    found = offer(kind, plan)
    return Item(what=what, name=name, plan=plan, price=found.price, remark=found.remark)
