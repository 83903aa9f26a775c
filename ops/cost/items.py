"""What a plan costs, as an item of an environment.

The standard library is enough for this module: `ops.ci` runs where nothing is installed.
"""

from dataclasses import replace
from typing import Literal

from ops.cost.model import Item
from ops.cost.prices import Kind, offer

What = Literal["API", "worker", "Redis", "cluster"]
_KINDS: dict[What, Kind] = {
    "API": "compute",
    "worker": "compute",
    "Redis": "key_value",
    "cluster": "cluster",
}


def item(what: What, name: str, plan: str, instances: int | None = None) -> Item:
    """A plan by its list price. A service of which nobody states how many instances it has counts as one.

    `plan` of a cluster: its tier, `M10`, `FLEX` …
    """
    number, found = instances or 1, offer(_KINDS[what], plan)
    price = found.price and replace(found.price, usd=found.price.usd * number)
    shown = plan if number == 1 else f"{number} x {plan}"
    return Item(what=what, name=name, plan=shown, price=price, remark=found.remark)
