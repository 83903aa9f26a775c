"""A Key Value instance: how it begins, its status by the sandbox's clock, and when it loses its data."""

import secrets

from sandbox.cloud import Cloud
from sandbox.render_api import plans
from sandbox.render_api.key_value_fields import DEFAULT_POLICY, settle
from sandbox.render_api.switches import switch
from sandbox.render_api.wire import Object, new_id, public, stamp, table

VERSION = "8.1.4"  # Valkey, as recorded
LEGACY_VERSION = "6.2.14"  # what an instance from before Valkey is assumed to say


def new_instance(cloud: Cloud, owner: Object, wish: Object, version: str = VERSION) -> Object:
    """Add an instance with the checked fields of `wish` to the workspace `owner`."""
    now = cloud.now()
    item: Object = {
        "id": new_id("red-"),
        "region": wish.get("region") or "oregon",
        "status": "unknown",
        "version": version,
        "owner": owner,
        "options": {"maxmemoryPolicy": DEFAULT_POLICY},
        "ipAllowList": None,
        "createdAt": stamp(now),
        "_password": secrets.token_urlsafe(24),
        "_phases": ["unknown", "creating", "available"],
        "_since": now,
        "_data": 1,
    }
    if wish.get("environmentId"):
        item["environmentId"] = wish["environmentId"]
    settle(item, wish, now)
    table(cloud, "keyValues")[item["id"]] = item
    return item


def current(cloud: Cloud, item: Object) -> Object:
    """Return `item` with its status as of now: one phase per stage of the clock."""
    last = len(item["_phases"]) - 1
    elapsed = cloud.now() - item["_since"]
    reached = last if cloud.stage_seconds == 0 else min(last, int(elapsed / cloud.stage_seconds))
    item["status"] = item["_phases"][reached]
    return item


def restart(cloud: Cloud, item: Object, status: str, *, wiped: bool = False) -> None:
    """Restart an instance: `status` for one stage, then available. A suspended one stays so.

    `wiped`, or without persistence, its data is gone: https://render.com/docs/key-value.
    """
    if wiped or item["options"]["persistenceMode"] == "off":
        item["_data"] += 1
    if item["status"] != "suspended":
        item.update(_phases=[status, "available"], _since=cloud.now())


def shown(cloud: Cloud, item: Object) -> Object:
    """Return `item` as a reply shows it, its plan as the workspace spells it."""
    plan = plans.spelled(item["plan"], plans.KEY_VALUE_ALIASES, switch(cloud, "planEcho"))
    return public(item) | {"plan": plan}
