"""Snapshots of a cluster: those of its schedule, by the clock, and those that somebody asks for.

https://www.mongodb.com/docs/atlas/backup/cloud-backup/overview: on demand from M10 on, and one at a time. How
a refusal is worded is assumed. A cluster that was there before has the snapshot that fell due last; a new one
has its first at once.
"""

from datetime import UTC, datetime

from sandbox.atlas_api.backup import refuse_without_backups, schedule_of
from sandbox.atlas_api.clusters import find, shown
from sandbox.atlas_api.snapshot_times import HOUR, due, kept_for
from sandbox.atlas_api.wire import AtlasError, Call, invalid, new_id, page
from sandbox.cloud import Cloud
from sandbox.http import Json, Row, public

DAY = 24 * HOUR
STAGES = ("queued", "inProgress", "completed")
TOO_SMALL = ("M0", "M2", "M5", "FLEX")
DEFAULT_PAGE, MAX_PAGE = 100, 500


def _list(call: Call) -> Json:
    """List a page of the snapshots, newest first."""
    newest_first = _snapshots(call.cloud, find(call))
    size, number = _number(call, "itemsPerPage", DEFAULT_PAGE, MAX_PAGE), _number(call, "pageNum", 1, 10**6)
    rows = [public(snapshot) for snapshot in newest_first[(number - 1) * size : number * size]]
    return page(rows) | {"totalCount": len(newest_first)}


def _get(call: Call) -> Json:
    wanted = call.path["snapshot"]
    for snapshot in _snapshots(call.cloud, find(call)):
        if snapshot["id"] == wanted:
            return public(snapshot)
    detail = f"No snapshot with ID {wanted} exists for cluster {call.path['cluster']}."
    raise AtlasError(404, "SNAPSHOT_NOT_FOUND", detail, wanted)


def _create(call: Call) -> Json:
    """Take a snapshot on demand; refused below M10 and while another one is under way."""
    cluster = find(call)
    if _size(cluster) in TOO_SMALL:
        detail = "On-demand snapshots are available for clusters of size M10 and larger."
        raise AtlasError(400, "CLUSTER_TOO_SMALL_FOR_ON_DEMAND_SNAPSHOT", detail)
    refuse_without_backups(cluster)
    if unknown := sorted(set(call.body) - {"description", "retentionInDays"}):
        raise invalid(unknown[0])
    days = call.body.get("retentionInDays", 1)
    if type(days) is not int or days < 1:
        raise invalid("retentionInDays")
    if any(snapshot["status"] in STAGES[:-1] for snapshot in _snapshots(call.cloud, cluster)):
        detail = "Another on-demand snapshot is queued or in progress."
        raise AtlasError(409, "ON_DEMAND_SNAPSHOT_IN_PROGRESS", detail)
    asked = {"snapshotType": "onDemand", "description": call.body.get("description", "")}
    end = cluster.pop("_nextEnds", STAGES[-1])
    made = _snapshot(cluster, call.cloud.now(), days * DAY, **asked, status=STAGES[0], _end=end)
    cluster["_snapshots"].append(made)
    return public(made)


def age(cloud: Cloud, name: str, newest_hours: float | None) -> bool:
    """Make the newest snapshot of the clusters of that name so old, and take no more; None takes them again.

    Tells whether there is such a cluster.
    """
    clusters = _named(cloud, name)
    for cluster in clusters:
        found = _snapshots(cloud, cluster)
        cluster["_stopped"] = newest_hours is not None
        if newest_hours is None or not found:
            continue
        moved = cloud.now() - newest_hours * HOUR - found[0]["_at"]
        for snapshot in found:
            at = snapshot["_at"] + moved
            snapshot.update(_at=at, createdAt=_stamp(at), expiresAt=_stamp(at + snapshot["_kept"]))
    return bool(clusters)


def remove(cloud: Cloud, name: str) -> bool:
    """Remove the snapshots of the clusters of that name and take no further; tells whether there is one."""
    clusters = _named(cloud, name)
    for cluster in clusters:
        cluster.update(_snapshots=[], _stopped=True)
    return bool(clusters)


def fail_next(cloud: Cloud, name: str) -> bool:
    """Let the next snapshot on demand of the clusters of that name fail; tells whether there is one."""
    clusters = _named(cloud, name)
    for cluster in clusters:
        cluster["_nextEnds"] = "failed"
    return bool(clusters)


def _named(cloud: Cloud, name: str) -> list[Json]:
    groups = cloud.atlas.get("groups", {}).values()
    return [group["clusters"][name] for group in groups if name in group["clusters"]]


def _snapshots(cloud: Cloud, cluster: Json) -> list[Json]:
    """The snapshots of a cluster as they are now, newest first."""
    known: list[Json] = cluster.setdefault("_snapshots", [])
    if cluster.get("backupEnabled") and not cluster.get("_stopped"):
        _take_due(cloud, cluster, known)
    for snapshot in known:
        if snapshot["snapshotType"] == "onDemand":
            stages = (*STAGES[:-1], snapshot.get("_end", STAGES[-1]))
            snapshot["status"] = stages[cloud.stage(snapshot["_at"], len(stages) - 1)]
    # Those that were told their age stay.
    if not cluster.get("_stopped"):
        known[:] = [snapshot for snapshot in known if snapshot["_at"] + snapshot["_kept"] > cloud.now()]
    return sorted(known, key=lambda snapshot: snapshot["_at"], reverse=True)


def _take_due(cloud: Cloud, cluster: Json, known: list[Json]) -> None:
    schedule, now = schedule_of(cluster), cloud.now()
    taken = [snapshot["_at"] for snapshot in known if snapshot["snapshotType"] == "scheduled"]
    if taken:
        fallen = list(due(schedule, max(taken), now))
    else:
        # No item is rarer than once a year.
        fallen = list(due(schedule, now - 366 * DAY, now))[-1:]
        if fallen and fallen[0][0] < cluster.get("_since", 0):
            fallen = [(cluster["_since"], fallen[0][1])]
    for at, item in fallen:
        told = {"snapshotType": "scheduled", "frequencyType": item["frequencyType"]}
        made = _snapshot(cluster, at, kept_for(item), **told, status="completed", policyItems=[item["id"]])
        known.append(made)


def _snapshot(cluster: Json, at: float, kept: float, **more: object) -> Json:
    size = {"mongodVersion": shown(cluster)["mongoDBVersion"], "storageSizeBytes": 0}
    times = {"createdAt": _stamp(at), "expiresAt": _stamp(at + kept), "_at": at, "_kept": kept}
    return {
        "id": new_id(),
        "cloudProvider": "AWS",
        "type": "replicaSet",
        "links": [],
        **size,
        **times,
        **more,
    }


def _size(cluster: Json) -> str:
    specs = cluster.get("replicationSpecs") or [{"regionConfigs": [{}]}]
    size: str = specs[0]["regionConfigs"][0].get("electableSpecs", {}).get("instanceSize", "M10")
    return size


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _number(call: Call, name: str, default: int, most: int) -> int:
    given = call.query.get(name, str(default))
    if not given.isdigit() or not 1 <= int(given) <= most:
        raise invalid(name)
    return int(given)


ALL = "/groups/{group}/clusters/{cluster}/backup/snapshots"
ROUTES: list[Row] = [
    ("GET", ALL, _list, 200),
    ("POST", ALL, _create, 200),
    ("GET", f"{ALL}/{{snapshot}}", _get, 200),
]
