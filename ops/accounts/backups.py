"""What Atlas says of a cluster's backups: whether there are any, and its snapshots, newest first."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from ops.accounts import Json

UNDER_WAY = ("queued", "inProgress")
_TOO_SMALL = re.compile(r"M[025]|FLEX")


def none_for(cluster: Json) -> str | None:
    """Why there are no backups of it, behind the word "backups"; None where there are.

    A free or flex cluster has none of the kind that is kept and asked for here:
    https://www.mongodb.com/docs/atlas/backup/cloud-backup/overview.
    """
    name, size = cluster.get("name"), tier(cluster)
    if _TOO_SMALL.fullmatch(size):
        return f"begin with M10, and {name} is {size}"
    return None if cluster.get("backupEnabled") else f"are off for {name}"


def of_status(snapshots: Iterable[Json], *statuses: str) -> list[Json]:
    """Those of these statuses, newest first."""
    found = [snapshot for snapshot in snapshots if snapshot.get("status") in statuses]
    return sorted(found, key=taken_at, reverse=True)


def taken_at(snapshot: Json) -> datetime:
    """When it was taken, in UTC."""
    at = datetime.fromisoformat(snapshot["createdAt"])
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def hours_old(snapshot: Json, now: float) -> float:
    """How old it is at `now` (epoch seconds)."""
    return max(now - taken_at(snapshot).timestamp(), 0) / 3600


def tier(cluster: Json) -> str:
    """The size of its nodes, `M10`; "" where Atlas says none."""
    sizes = (
        region["electableSpecs"].get("instanceSize", "")
        for spec in cluster.get("replicationSpecs") or ()
        for region in spec.get("regionConfigs") or ()
        if region.get("electableSpecs")
    )
    return str(next(sizes, ""))
