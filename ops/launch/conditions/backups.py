"""Whether what customers write from the first day on can be brought back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ops.accounts import Json
from ops.doctor.check import Check

if TYPE_CHECKING:
    from ops.launch.conditions.world import World

_OLDEST_HOURS = 24.0


def checks(stack: str, world: "World") -> Iterator[Check]:
    """Backups are on, and a completed snapshot is younger than a day. Raises AccountError."""
    settings = world.stacks[stack]
    account, name = world.atlas(settings), settings.database.cluster
    cluster = account.cluster(name)
    if cluster is None:
        do = "correct `database.cluster` or `atlas.projectId`"
        yield Check("FAIL", stack, "backups", f"the cluster {name} is not there", do)
        return
    if not cluster.get("backupEnabled"):
        do = "turn cloud backups on in Atlas; they begin with M10"
        yield Check("FAIL", stack, "backups", f"are off for {name}", do)
        return
    yield Check("ok", stack, "backups", f"are on for {name}")
    yield _newest(stack, account.snapshots(name), world.now())


def _newest(stack: str, snapshots: list[Json], now: float) -> Check:
    what, do = "snapshot", "take one in Atlas (Backup, Take Snapshot Now) and wait until it is completed"
    ends = [_seconds(one["createdAt"]) for one in snapshots if one.get("status") == "completed"]
    if not ends:
        return Check("FAIL", stack, what, "no completed one is there", do)
    hours = max(now - max(ends), 0) / 3600
    if hours > _OLDEST_HOURS:
        return Check("FAIL", stack, what, f"the newest completed one is {hours:.0f} h old", do)
    return Check("ok", stack, what, f"the newest completed one is {hours:.0f} h old")


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
