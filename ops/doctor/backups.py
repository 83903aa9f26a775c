"""Whether a cluster's data can be brought back: backups, the newest snapshot, Atlas' schedule beside ours."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.backup_policies import Policy
from config.settings import BackupSchedule, Settings
from ops.accounts import Json
from ops.accounts.backups import hours_old, none_for, of_status
from ops.doctor.check import Check
from ops.state import State

_OLDEST_HOURS = 24.0


def checks(stack: str, cluster: Json, snapshots: Callable[[], Sequence[Json]], now: float) -> Iterator[Check]:
    """Backups are on, and a completed snapshot is younger than a day at `now` (epoch seconds)."""
    if reason := none_for(cluster):
        do = "turn cloud backups on in Atlas; they begin with M10"
        yield Check("FAIL", stack, "backups", reason, do)
        return
    yield Check("ok", stack, "backups", f"are on for {cluster.get('name')}")
    yield _newest(stack, snapshots(), now)


def _newest(stack: str, snapshots: Sequence[Json], now: float) -> Check:
    what, do = "snapshot", "take one in Atlas (Backup, Take Snapshot Now) and wait until it is completed"
    completed = of_status(snapshots, "completed")
    if not completed:
        return Check("FAIL", stack, what, "no completed one is there", do)
    hours = hours_old(completed[0], now)
    found = f"the newest completed one is {hours:.0f} h old"
    return Check("FAIL", stack, what, found, do) if hours > _OLDEST_HOURS else Check("ok", stack, what, found)


@dataclass(frozen=True)
class _Fact:
    """A key of `database.backup`: what it says, and what each of Atlas' policies of that frequency has."""

    key: str
    what: str
    stated: str
    there: tuple[str, ...]


def schedule_checks(
    stack: str, settings: Settings, there: Mapping[str, Sequence[Policy]], state: State
) -> Iterator[Check]:
    """Each number of `database.backup`, none without it, beside what is `there` at Atlas, by frequency."""
    spec = settings.database.backup
    for fact in _facts(spec, there) if spec else ():
        yield _compared(stack, settings, fact, ("CloudBackupSchedule", "database") in state.names)


def _facts(spec: BackupSchedule, there: Mapping[str, Sequence[Policy]]) -> Iterator[_Fact]:
    hourly, daily = there.get("hourly", ()), there.get("daily", ())
    every = tuple(f"each {policy.interval} hours" for policy in hourly)
    yield _Fact("everyHours", "snapshots of the day", f"each {spec.every_hours} hours", every)
    kept = tuple(map(_kept, hourly))
    yield _Fact("keepHourlyDays", "snapshots of the day", f"kept {spec.keep_hourly_days} days", kept)
    kept = tuple(map(_kept, daily))
    yield _Fact("keepDailyDays", "daily snapshots", f"kept {spec.keep_daily_days} days", kept)


def _kept(policy: Policy) -> str:
    return f"kept {policy.value} {policy.unit}" if policy.days is None else f"kept {policy.days} days"


def _compared(stack: str, settings: Settings, fact: _Fact, is_ours: bool) -> Check:
    if set(fact.there) == {fact.stated}:
        return Check("ok", stack, fact.what, f"{fact.stated}, as `database.backup` says")
    owned, spec = settings.database.owned_cluster, settings.database.backup
    key = f"`database.backup.{fact.key}`"
    if not fact.there and not is_ours:
        return Check("ok", stack, fact.what, f"not there yet; an update makes it: {fact.stated}")
    found = f"{' and '.join(fact.there) or 'none'} at Atlas, {fact.stated} in the file"
    if is_ours:
        do = f"`pulumi up --refresh --stack {stack}` writes the file's again; or write Atlas' as {key}"
        return Check("note", stack, fact.what, found, do)
    if (owned and not owned.adopt) or (spec and spec.adopt):
        return Check("note", stack, fact.what, found, "an update writes the file's")
    do = f"the preview stops: write Atlas' as {key}, or `adopt: true` there to let the file's win"
    return Check("FAIL", stack, fact.what, found, do)
