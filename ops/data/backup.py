"""The backup before a refresh: a snapshot of production's cluster that is young enough, or one on demand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from data.errors import Refused
from ops.accounts import AccountError, Json
from ops.accounts.atlas import Atlas
from ops.accounts.backups import UNDER_WAY, hours_old, none_for, of_status, taken_at
from ops.data.waiting import Clock

RETENTION_DAYS = 7
DEADLINE = 3600.0


@dataclass(frozen=True)
class Backup:
    """A completed snapshot. `kind`: Atlas' `snapshotType`, `scheduled` or `onDemand`."""

    id: str
    created_at: datetime
    kind: str


def described(run: str, *, dry_run: bool = False) -> str:
    """What the snapshot of a run is called at Atlas, and found by after the run was cut off.

    That of a dry run begins with other words: it does not say that there are new data.
    """
    return f"{'dry run of a ' if dry_run else ''}data refresh {run}"


def chosen(snapshots: Iterable[Json], name: str, within_hours: int | None, now: float) -> Json | None:
    """The snapshot to use, or to wait for where it is not completed; None: a new one has to be taken.

    First what this run has taken already, then the newest that is young enough, then what is under way.
    """
    completed, under_way = of_status(snapshots, "completed"), of_status(snapshots, *UNDER_WAY)
    ours = [each for each in (*completed, *under_way) if each.get("description") == name]
    young = [each for each in completed if within_hours and hours_old(each, now) <= within_hours]
    return next(iter((*ours, *young, *under_way)), None)


def backed_up(
    account: Atlas, cluster: str, name: str, within_hours: int | None, clock: Clock | None = None
) -> Backup:
    """A completed snapshot of the cluster: one younger than `within_hours`, else a new one, waited for.

    `name`: see `described`; the same when the run is repeated after a kill. Raises Refused, AccountError.
    """
    clock = clock or Clock()
    _refuse_without_backups(account, cluster)
    snapshot = chosen(account.snapshots(cluster), name, within_hours, clock.now())
    return _awaited(account, cluster, snapshot or _taken(account, cluster, name), clock)


def _refuse_without_backups(account: Atlas, name: str) -> None:
    cluster = account.cluster(name)
    if cluster is None:
        raise Refused(f"backup: the cluster {name} is not there; correct database.cluster or atlas.projectId")
    if reason := none_for(cluster):
        raise Refused(
            f"backup: cloud backups {reason}; without one nothing could be brought back; turn them on in "
            "Atlas, or give an archive of mongodump as the source (--archive)"
        )


def _taken(account: Atlas, cluster: str, name: str) -> Json:
    try:
        return account.take_snapshot(cluster, name, RETENTION_DAYS)
    except AccountError:
        # Somebody may have asked for one since the list was read, and there is one at a time.
        under_way = of_status(account.snapshots(cluster), *UNDER_WAY)
        if not under_way:
            raise
        return under_way[0]


def _awaited(account: Atlas, cluster: str, snapshot: Json, clock: Clock) -> Backup:
    what, said = f"backup: the snapshot {snapshot['id']} is", ""
    for _ in clock.looks(DEADLINE):
        snapshot = _looked_at(account, cluster, snapshot, clock)
        status = snapshot["status"]
        if status == "completed":
            made = Backup(snapshot["id"], taken_at(snapshot), str(snapshot["snapshotType"]))
            clock.tell(f"{what} of {made.created_at:%Y-%m-%d %H:%M} UTC ({made.kind})")
            return made
        if status not in UNDER_WAY:
            raise Refused(
                f"{what} {status}; Atlas says why under Backup; run this again, which takes another"
            )
        if said != (said := status):
            clock.tell(f"{what} {status}")
    raise Refused(
        f"{what} still {said} after {DEADLINE / 60:.0f} min; run this again, which goes on waiting for it"
    )


def _looked_at(account: Atlas, cluster: str, snapshot: Json, clock: Clock) -> Json:
    """The snapshot as it is now; as it was where Atlas does not answer just now."""
    try:
        found = account.snapshot(cluster, snapshot["id"])
    except AccountError as error:
        if not error.may_pass:
            raise
        clock.tell(f"backup: {error}")
        return snapshot
    if found is None:
        raise Refused(f"backup: the snapshot {snapshot['id']} is gone; run this again, which takes another")
    return found
