"""Which fields a Key Value request may carry, and how they settle in the instance."""

from typing import Any

from sandbox.render_api import plans, shape
from sandbox.render_api.service_fields import REGIONS
from sandbox.render_api.wire import Object, Refused, stamp

POLICIES = (
    "noeviction",
    *(f"{scope}_{rule}" for scope in ("allkeys", "volatile") for rule in ("lfu", "lru", "random")),
    "volatile_ttl",
)
DEFAULT_POLICY = "allkeys_lru"
RANGE = shape.record(
    {"cidrBlock": shape.filled, "description": shape.text}, required=("cidrBlock", "description")
)
CHANGE = {
    "name": shape.filled,
    "plan": shape.choice(*plans.KEY_VALUE),
    "maxmemoryPolicy": shape.choice(*POLICIES),
    "persistenceMode": shape.choice("journal_snapshot", "snapshot", "off"),
    "ipAllowList": shape.each(RANGE),
}
CREATE = CHANGE | {
    "ownerId": shape.filled,
    "region": shape.choice(*REGIONS),
    "environmentId": shape.filled,
}


def creation(body: Any) -> Object:
    """Return a checked POST body. Raises Refused 400, or 501 for what is not emulated."""
    return shape.checked(body, CREATE, ("name", "ownerId", "plan"))


def change(body: Any) -> Object:
    """Return a checked PATCH body; a null field asks for the default. Raises Refused 400."""
    wish = shape.checked(body, CHANGE)
    if any(key in wish and not wish[key] for key in ("name", "plan")):
        raise Refused(400, "name and plan must not be empty")
    return wish


def settle(item: Object, wish: Object, now: float) -> None:
    """Write the checked fields into `item`; null or an empty list goes back to the default."""
    mode = _persistence(item, wish)
    item.update({key: wish[key] for key in ("name", "plan") if key in wish})
    if "ipAllowList" in wish:
        item["ipAllowList"] = wish["ipAllowList"] or None
    if "maxmemoryPolicy" in wish:
        item["options"]["maxmemoryPolicy"] = wish["maxmemoryPolicy"] or DEFAULT_POLICY
    item["options"]["persistenceMode"] = mode
    item["updatedAt"] = stamp(now)


def _persistence(item: Object, wish: Object) -> str:
    """A free instance keeps nothing on disk; a paid one journals unless told otherwise."""
    before, plan = item.get("plan", "free"), wish.get("plan", item.get("plan"))
    default = "off" if plan == "free" else "journal_snapshot"
    kept = default if before == "free" else item["options"]["persistenceMode"]
    mode: str = wish.get("persistenceMode", kept) or default
    if plan == "free" and mode != "off":
        raise Refused(400, "plan free keeps its data in memory only")
    return mode
