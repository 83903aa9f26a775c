"""The cluster on Atlas and its backups: the file says what is there, as far as it has keys for it."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from config.backup_policies import Policy, replaced, stated
from config.settings import BackupSchedule, Settings
from config.settings.stores import OwnedCluster
from ops.accounts import Json, atlas
from ops.adopt.plan import Edit, Plan
from ops.state import State

_PROVIDERS = ("AWS", "GCP", "AZURE")


def plan(settings: Settings, state: State) -> Plan:
    """The cluster: looked up, unless the file says that this environment owns it. Raises AccountError."""
    spec, owned = settings.database, settings.database.owned_cluster
    if owned is None:
        return Plan((f"database: the cluster {spec.cluster} is looked up; nothing to take over",))
    if ("AdvancedCluster", "database") in state.names:
        return Plan((f"database: the cluster {spec.cluster} is this stack's already",))
    live = atlas.connect(settings.atlas.project_id).cluster(spec.cluster)
    if live is None:
        return Plan((f"database: the cluster {spec.cluster} is not there; an update creates it",))
    lines = [
        f"database: the cluster {spec.cluster} is taken over; what no key of the file states stays as it is"
    ]
    edits = []
    for key, now, asked in differences(owned, live):
        if key == "providerName" and now not in _PROVIDERS:
            return Plan(
                (
                    f"database: the cluster {spec.cluster} is not taken over: it is a free or flex one "
                    f"({now}), which an update would make a dedicated one of; leave `ownedCluster` out, or "
                    "change it in Atlas first",
                )
            )
        lines.append(f"  ~ {key}: {asked!r} => {now!r} in the file, as the cluster has it")
        edits.append(Edit(f"database.ownedCluster.{key}", now))
    lines += [f"  ~ {line}" for line in _turned_on(settings, live)]
    if not owned.adopt:
        edits.append(Edit("database.ownedCluster.adopt", True))
    return Plan(tuple(lines), tuple(edits))


def backups(settings: Settings, state: State) -> Plan:
    """The schedule of a cluster that is taken over, said in the file. Raises AccountError."""
    spec, owned = settings.database, settings.database.owned_cluster
    if spec.backup is None or spec.backup.adopt or owned is None:
        return Plan()
    made_here = ("AdvancedCluster", "database") in state.names and not owned.adopt
    if made_here or ("CloudBackupSchedule", "database") in state.names:
        return Plan()
    there = atlas.connect(settings.atlas.project_id).policies(spec.cluster)
    lines, edits = [], []
    for frequency, policy in replaced(spec.backup, there).items():
        written = _as_written(frequency, policy, spec.backup)
        edits += written
        said = (
            "; the file says the same from now on"
            if written
            else ", which the file cannot say: the preview stops until `adopt: true` stands under "
            "`database.backup`, which lets the file's policy take its place, or `backup` is removed"
        )
        lines.append(f"  {'~' if written else '!'} {policy.in_words(frequency)}{said}")
    lines += [
        f"  = {policy.in_words(frequency)}; stays"
        for frequency, policies in there.items()
        if frequency not in stated(spec.backup)
        for policy in policies
    ]
    head = f"database: the backup schedule of {spec.cluster} is taken over"
    return Plan((head, *lines) if lines else (), tuple(edits))


def _as_written(frequency: str, policy: Policy, backup: BackupSchedule) -> list[Edit]:
    """The edits after which the file states this policy; none where it has no words for it."""
    keys: dict[str, Any] = (
        {"everyHours": policy.interval, "keepHourlyDays": policy.days}
        if frequency == "hourly"
        else {"keepDailyDays": policy.days}
    )
    now = backup.model_dump(by_alias=True)
    try:
        BackupSchedule.model_validate({**now, **keys})
    except ValidationError:
        return []
    here = [to_camel(name) for name in BackupSchedule.model_fields if name in backup.model_fields_set]
    # A key that is not there yet is written behind one that is.
    after = {key: "" if key in here else (here or [""])[0] for key in keys}
    edits = [Edit(f"database.backup.{key}", keys[key], after[key]) for key in keys if now[key] != keys[key]]
    return edits if here else []


def differences(wanted: OwnedCluster, live: Json) -> Iterator[tuple[str, str, str]]:
    """Each key that says something else than the cluster is: the key, what is there, what is asked."""
    regions = [region for spec in live.get("replicationSpecs") or () for region in spec["regionConfigs"]]
    first = regions[0] if regions else {}
    facts = {
        "providerName": (first.get("providerName"), wanted.provider_name),
        "regionName": (first.get("regionName"), wanted.region_name),
        "instanceSize": ((first.get("electableSpecs") or {}).get("instanceSize"), wanted.instance_size),
        "mongoDbMajorVersion": (live.get("mongoDBMajorVersion"), wanted.mongo_db_major_version),
    }
    for key, (now, asked) in facts.items():
        if now and asked and now != asked:
            yield key, now, asked


def _turned_on(settings: Settings, live: Json) -> Iterator[str]:
    """What the update turns on, because every owned cluster has it."""
    if not live.get("backupEnabled"):
        yield "backups: turned on"
    if settings.protect and not live.get("terminationProtectionEnabled"):
        yield "termination protection: turned on, because `protect` is true"
