"""A Key Value instance: what a request may say about it, how it begins, and its status by the clock."""

import ipaddress
import secrets
from typing import Annotated

from pydantic import AfterValidator

from sandbox.body import Body, Filled, one_of
from sandbox.cloud import Cloud
from sandbox.http import Json, public
from sandbox.render_api import plans
from sandbox.render_api.service_bodies import NotEmulated, Region
from sandbox.render_api.wire import new_id, stamp, table
from sandbox.render_api.workspace import setting

VERSION = "8.1.4"  # Valkey, as recorded
LEGACY_VERSION = "6.2.14"  # what an instance from before Valkey is assumed to say
DEFAULT_POLICY = "allkeys_lru"


Plan = Annotated[str, one_of(*plans.KEY_VALUE)]
EVICTIONS = [f"{scope}_{rule}" for scope in ("allkeys", "volatile") for rule in ("lfu", "lru", "random")]
Policy = Annotated[str, one_of("noeviction", *EVICTIONS, "volatile_ttl")]


def _range(block: str) -> str:
    try:
        ipaddress.ip_network(block, strict=False)
    except ValueError:
        block = ""
    if "/" not in block:
        raise ValueError("must be a range of addresses in CIDR notation")
    return block


class AddressRange(Body):
    """One entry of an allow list."""

    cidr_block: Annotated[str, AfterValidator(_range)]
    description: str


class KeyValueChange(Body):
    """The body of a PATCH; null asks for the default."""

    name: Filled = ""
    plan: Plan = ""
    maxmemory_policy: Policy | None = None
    ip_allow_list: list[AddressRange] | None = None
    persistence_mode: NotEmulated = None


class NewKeyValue(KeyValueChange):
    """The body of a creation."""

    name: Filled
    plan: Plan
    owner_id: Filled
    region: Region | None = None
    environment_id: NotEmulated = None


def new_instance(cloud: Cloud, owner: Json, wish: Json, version: str = VERSION) -> Json:
    """Add an instance with the checked fields of `wish` to the workspace `owner`."""
    now = cloud.now()
    item: Json = {
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
    apply_body(item, wish, now)
    table(cloud, "keyValues")[item["id"]] = item
    return item


def apply_body(item: Json, wish: Json, now: float) -> None:
    """Write the checked fields into `item`; null or an empty list goes back to the default."""
    item.update({key: wish[key] for key in ("name", "plan") if key in wish})
    if "ipAllowList" in wish:
        item["ipAllowList"] = wish["ipAllowList"] or None
    if "maxmemoryPolicy" in wish:
        item["options"]["maxmemoryPolicy"] = wish["maxmemoryPolicy"] or DEFAULT_POLICY
    # A free instance keeps nothing on disk, a paid one journals: https://render.com/docs/key-value
    item["options"]["persistenceMode"] = "off" if item["plan"] == "free" else "journal_snapshot"
    item["updatedAt"] = stamp(now)


def current(cloud: Cloud, item: Json) -> Json:
    """Return `item` with its status as of now: one phase per stage of the clock."""
    item["status"] = item["_phases"][cloud.stage(item["_since"], len(item["_phases"]) - 1)]
    return item


def restart(cloud: Cloud, item: Json, status: str, *, wiped: bool = False) -> None:
    """Restart an instance: `status` for one stage, then available. A suspended one stays so.

    `wiped`, or without persistence, its data is gone: https://render.com/docs/key-value.
    """
    if wiped or item["options"]["persistenceMode"] == "off":
        item["_data"] += 1
    if item["status"] != "suspended":
        item.update(_phases=[status, "available"], _since=cloud.now())


def shown(cloud: Cloud, item: Json) -> Json:
    """Return `item` as a reply shows it, its plan as the workspace spells it."""
    plan = plans.spelled(item["plan"], plans.KEY_VALUE_ALIASES, setting(cloud, "planEcho"))
    return public(item) | {"plan": plan}
