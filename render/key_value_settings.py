"""The settings of a Key Value instance: what is wrong with them, how they stand in requests and replies."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from render.comparison import Fault, Field, Props, is_empty, is_unknown, kept_spelling, missing
from render.plans import is_downgrade, key_value_plan
from render.service_rules import immutable
from render.wire import KeyValue, KeyValueOptions


def canonical_allow_list(blocks: Any) -> Any:
    """An IP allow list without what does not matter: its order, and a description that says nothing."""
    return sorted((block["cidr_block"], block.get("description") or "") for block in blocks)


FIELDS: Final = (
    Field("name"),
    Field("owner_id"),
    Field("region"),
    Field("plan", key_value_plan),
    Field("maxmemory_policy"),
    Field("persistence_mode"),
    Field("environment_id", removable=True),
    Field("ip_allow_list", canonical_allow_list, removable=True),
)
_IN_PLACE = {
    "name": "name",
    "plan": "plan",
    "maxmemory_policy": "maxmemoryPolicy",
    "persistence_mode": "persistenceMode",
    "ip_allow_list": "ipAllowList",
}


def faults(old: Props, new: Props) -> list[Fault]:
    """Every input that cannot work; `old` are the inputs until now, {} at creation. Unknown values pass."""
    return [*missing(("name", "owner_id", "region", "plan"), new), *_rule_faults(old, new)]


def _rule_faults(old: Props, new: Props) -> Iterator[Fault]:
    policy = new.get("maxmemory_policy")
    if not is_unknown(policy) and policy != "noeviction":
        # docs.bullmq.io/guide/going-to-production: "the only setting"
        yield Fault(
            "maxmemory_policy", "BullMQ needs 'noeviction', any other drops jobs silently: write that"
        )
    before, after = old.get("plan"), new.get("plan")
    if isinstance(before, str) and isinstance(after, str) and is_downgrade(before, after):
        yield Fault(
            "plan", f"Render cannot shrink '{before}' to '{after}': keep the plan, or create a new instance"
        )
    if before == "free" and isinstance(after, str) and after != "free" and not new.get("allow_replacement"):
        # render.com/docs/free: a free instance keeps its data in memory only
        yield Fault(
            "plan",
            f"moving from 'free' to '{after}' loses all data: allow that (`allow_replacement`), or stay",
        )
    yield from immutable(old, new, "all of its data")
    blocks = new.get("ip_allow_list")
    for block in blocks if isinstance(blocks, Sequence) else ():
        if isinstance(block, Mapping) and is_empty(block.get("cidr_block")):
            yield Fault("ip_allow_list", "each entry needs a cidr_block, such as 203.0.113.7/32")


def live_settings(instance: KeyValue, mine: Props) -> dict[str, Any]:
    """What Render holds for each input that `mine` has, spelled as there where both mean the same."""
    blocks = [
        {"cidr_block": block.cidr_block, "description": block.description or ""}
        for block in instance.ip_allow_list or ()
    ]
    options = instance.options or KeyValueOptions()
    values = {
        "name": instance.name,
        "owner_id": instance.owner.id,
        "region": instance.region,
        "plan": instance.plan,
        "maxmemory_policy": options.maxmemory_policy,
        "persistence_mode": options.persistence_mode,
        "environment_id": instance.environment_id,
        "ip_allow_list": blocks,
    }
    return {
        field.name: kept_spelling(field, mine[field.name], values[field.name])
        for field in FIELDS
        if field.name in mine
    }


def create_body(wanted: Props) -> dict[str, Any]:
    """The body of `POST /key-value`."""
    given = [name for name, value in wanted.items() if not is_empty(value)]
    fixed = {"ownerId": "owner_id", "region": "region", "environmentId": "environment_id"}
    sent = {key: wanted[name] for key, name in fixed.items() if name in given}
    return {**sent, **patch_body([*given, "ip_allow_list"], wanted)}


def patch_body(names: Sequence[str], wanted: Props) -> dict[str, Any]:
    """The body of `PATCH /key-value/{id}` for these settings; empty when none of them can change in place."""
    body = {key: wanted.get(name) for name, key in _IN_PLACE.items() if name in names}
    if "ipAllowList" in body:
        body["ipAllowList"] = [
            {"cidrBlock": block["cidr_block"], "description": block.get("description") or ""}
            for block in body["ipAllowList"] or ()
        ]
    return body
