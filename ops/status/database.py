"""The database of an environment: its cluster, the newest backup, and when people's data came last."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from config import places
from config.stacks import PRODUCTION, STAGING
from ops.accounts import Json
from ops.accounts.backups import none_for, of_status, taken_at, tier
from ops.commands import InputError
from ops.doctor import backups
from ops.doctor.check import Check
from ops.status.model import Database
from ops.status.part import or_refused
from ops.status.sources import Sources


def looked(stack: str, sources: Sources) -> Database:
    """The database of an environment."""
    settings = sources.settings(stack)
    others = (
        other
        for other, its in sources.world.stacks.items()
        if other != stack and places.cluster(its) == places.cluster(settings)
    )
    spec = settings.database
    database = Database(cluster=spec.cluster, name=spec.name, shared_with=tuple(others))
    return or_refused(database, stack, "database", lambda: _filled(database, stack, sources))


def _filled(database: Database, stack: str, sources: Sources) -> Database:
    cluster = sources.cluster(stack)
    if cluster is None:
        do = "correct `database.cluster` or `atlas.projectId`"
        missing = Check("FAIL", stack, "database", f"there is no cluster {database.cluster} at Atlas", do)
        return replace(database, checks=(missing,) if sources.state(stack).is_up else ())
    offers = none_for(cluster) is None
    completed = of_status(sources.snapshots(stack), "completed") if offers else []
    return replace(
        database,
        tier=tier(cluster) or None,
        has_backup=bool(completed),
        backup_at=taken_at(completed[0]) if completed else None,
        refreshed_at=_refreshed(sources) if stack == STAGING else None,
        checks=tuple(_checks(stack, cluster, sources)),
    )


def _checks(stack: str, cluster: Json, sources: Sources) -> Iterator[Check]:
    name = cluster.get("name")
    if cluster.get("paused"):
        yield Check("FAIL", stack, "database", f"{name} is paused", "resume it in Atlas")
        return
    if stack == PRODUCTION:
        now = sources.world.now()
        for check in backups.checks(stack, cluster, lambda: sources.snapshots(stack), now):
            if check.state != "ok":
                yield replace(check, what="database", found=f"{check.what}: {check.found}")


def _refreshed(sources: Sources) -> datetime | None:
    """The later of what the accounts and this checkout's journal know of a refresh."""
    return max(filter(None, (_by_snapshot(sources), _by_journal(sources))), default=None)


def _by_journal(sources: Sources) -> datetime | None:
    try:
        at = sources.world.refreshed(sources.world.environ)
    except InputError:
        # What is unfinished is read from there too, and said with the changes.
        return None
    return datetime.fromtimestamp(at, UTC) if at else None


def _by_snapshot(sources: Sources) -> datetime | None:
    """A refresh begins with a snapshot of production that bears its name, unless a young one was there."""
    try:
        cluster = sources.cluster(PRODUCTION)
        kept = cluster is not None and none_for(cluster) is None
        found = of_status(sources.snapshots(PRODUCTION), "completed") if kept else []
    except InputError:
        # Production's own part says that its account does not answer.
        return None
    named = [each for each in found if each.get("description")]
    if not named:
        return None
    # Not at the top: the room of the data takes a third of a second to load.
    from ops.data.backup import described

    ours = (each for each in named if str(each["description"]).startswith(described("")))
    return next((taken_at(each) for each in ours), None)
