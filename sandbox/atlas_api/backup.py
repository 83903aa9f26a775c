"""The backup schedule of a cluster; it is there from the start, and deleting it deletes its policies."""

from typing import Any

from sandbox.atlas_api.clusters import find
from sandbox.atlas_api.wire import AtlasError, Call, new_id
from sandbox.http import Json

DEFAULTS: Json = {
    "referenceHourOfDay": 12,
    "referenceMinuteOfHour": 0,
    "restoreWindowDays": 7,
    "autoExportEnabled": False,
    "useOrgAndGroupNamesInExportPrefix": False,
    "copySettings": [],
    "nextSnapshot": "2030-01-01T00:00:00Z",
}
FREQUENCIES = ("hourly", "daily", "weekly", "monthly", "yearly")
UNITS = ("days", "weeks", "months", "years")


def get(call: Call) -> Json:
    """GET …/backup/schedule."""
    cluster = find(call)
    schedule: Json = cluster.setdefault("_schedule", {**DEFAULTS, "policies": [default_policy()]})
    identity = {"clusterId": cluster.setdefault("id", new_id()), "clusterName": call.path["cluster"]}
    return {**schedule, **identity}


def update(call: Call) -> Json:
    """PATCH …/backup/schedule: replaces what the body names; refused for a cluster without backups."""
    cluster = find(call)
    if not cluster.get("backupEnabled"):
        raise AtlasError(400, "BACKUPS_NOT_ENABLED", "Backups are not enabled for this cluster.")
    get(call)
    changed = dict(call.body)
    if "policies" in changed:
        changed["policies"] = [numbered(policy) for policy in changed["policies"]]
    cluster["_schedule"].update(changed)
    return get(call)


def delete(call: Call) -> Json:
    """DELETE …/backup/schedule: all policies go, the schedule's own settings stay."""
    get(call)
    find(call)["_schedule"]["policies"] = [{"id": new_id(), "policyItems": []}]
    return get(call)


def default_policy() -> Json:
    """Return the policy that Atlas gives a new cluster (cut to one item)."""
    return numbered({"policyItems": [item("daily", 1, "days", 7)]})


def item(frequency: str, interval: int, unit: str, value: int) -> Json:
    """Return a policy item."""
    return {
        "frequencyType": frequency,
        "frequencyInterval": interval,
        "retentionUnit": unit,
        "retentionValue": value,
    }


def numbered(policy: Json) -> Json:
    """Return the policy with ids where they are missing; raises 400 for an item that Atlas refuses."""
    items: list[Any] = policy.get("policyItems", [])
    for entry in items:
        if entry.get("frequencyType") not in FREQUENCIES or entry.get("retentionUnit") not in UNITS:
            raise AtlasError(
                400, "INVALID_ATTRIBUTE", "Invalid attribute policyItems specified.", "policyItems"
            )
    named = [{**entry, "id": entry.get("id") or new_id()} for entry in items]
    return {"id": policy.get("id") or new_id(), "policyItems": named}
