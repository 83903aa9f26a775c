"""The backup schedule of a cluster; it is there from the start, and deleting it leaves none of it."""

from typing import Any

from sandbox.atlas_api.clusters import find
from sandbox.atlas_api.snapshot_times import DAYS
from sandbox.atlas_api.wire import AtlasError, Call, invalid, new_id
from sandbox.http import Json, Row

DEFAULTS: Json = {
    "referenceHourOfDay": 12,
    "referenceMinuteOfHour": 0,
    "restoreWindowDays": 7,
    "autoExportEnabled": False,
    "useOrgAndGroupNamesInExportPrefix": False,
    "copySettings": [],
    "nextSnapshot": "2030-01-01T00:00:00Z",
}
# Cut to one item.
DEFAULT_POLICY: Json = {
    "policyItems": [
        {"frequencyType": "daily", "frequencyInterval": 1, "retentionUnit": "days", "retentionValue": 7}
    ]
}
FREQUENCIES = ("hourly", "daily", "weekly", "monthly", "yearly")


def schedule_of(cluster: Json) -> Json:
    """Return a cluster's backup schedule; ids are fixed once it was asked for."""
    fresh = {**DEFAULTS, "policies": [_numbered(DEFAULT_POLICY)]}
    schedule: Json = cluster.setdefault("_schedule", fresh)
    return schedule


def _get(call: Call) -> Json:
    cluster = find(call)
    schedule = schedule_of(cluster)
    identity = {"clusterId": cluster.setdefault("id", new_id()), "clusterName": call.path["cluster"]}
    return {**schedule, **identity}


def _update(call: Call) -> Json:
    """Replace what the body names; refused for a cluster without backups."""
    cluster = find(call)
    refuse_without_backups(cluster)
    schedule_of(cluster)
    changed = dict(call.body)
    if "policies" in changed:
        changed["policies"] = [_numbered(policy) for policy in changed["policies"]]
        _refuse_rarer_for_less(changed["policies"])
    cluster["_schedule"].update(changed)
    return _get(call)


def _delete(call: Call) -> Json:
    """Delete all policies, and what else was set: whether Atlas keeps that, no source says."""
    find(call)["_schedule"] = {**DEFAULTS, "policies": [{"id": new_id(), "policyItems": []}]}
    return _get(call)


def refuse_without_backups(cluster: Json) -> None:
    """Raise 400 for a cluster whose backups are not enabled."""
    if not cluster.get("backupEnabled"):
        raise AtlasError(400, "BACKUPS_NOT_ENABLED", "Backups are not enabled for this cluster.")


def _numbered(policy: Json) -> Json:
    """The policy with ids where they are missing; raises 400 for an item that Atlas refuses."""
    items: list[Any] = policy.get("policyItems", [])
    for entry in items:
        if entry.get("frequencyType") not in FREQUENCIES or entry.get("retentionUnit") not in DAYS:
            raise invalid("policyItems")
    named = [{**entry, "id": entry.get("id") or new_id()} for entry in items]
    return {"id": policy.get("id") or new_id(), "policyItems": named}


def _refuse_rarer_for_less(policies: list[Json]) -> None:
    """Raise 400 where rarer snapshots are kept for less (Atlas' API: `retentionValue` of a policy item)."""
    items = [item for policy in policies for item in policy["policyItems"]]
    items.sort(key=lambda item: FREQUENCIES.index(item["frequencyType"]))
    kept = [item["retentionValue"] * DAYS[item["retentionUnit"]] for item in items]
    if kept != sorted(kept):
        raise invalid("retentionValue")


SCHEDULE = "/groups/{group}/clusters/{cluster}/backup/schedule"
ROUTES: list[Row] = [
    ("GET", SCHEDULE, _get, 200),
    ("PATCH", SCHEDULE, _update, 200),
    ("DELETE", SCHEDULE, _delete, 200),
]
