"""What a stack owns on MongoDB Atlas: a cluster, users, the access list, a backup schedule, each optional.

The only module that imports Atlas' SDK: a program that owns nothing here does without, see `database`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_mongodbatlas as atlas

from components import atlas_existing
from components.atlas_as_it_is import (
    Found,
    replication_specs,
    scaled_away,
    schedule_kept,
    settings_kept,
    shared_kind,
)
from components.atlas_existing import unless_a_schedule, unless_an_entry
from components.atlas_users import Login, users
from components.existing import adopted
from config.settings import BackupSchedule, OwnedCluster, Settings


@dataclass(frozen=True)
class Owned:
    """`cluster` is None when it is looked up; `users` are what the address has to wait for.

    `refresh`: who reads or writes the database in a refresh, None where nobody does.
    """

    cluster: atlas.AdvancedCluster | None
    users: Sequence[atlas.DatabaseUser]
    refresh: Login | None


def owned(
    parent: pulumi.Resource,
    name: str,
    settings: Settings,
    secrets: Mapping[str, pulumi.Output[str]],
    found: Found,
) -> Owned:
    """Register everything that the settings say this stack owns.

    `secrets` hold the users' passwords. `found`: the cluster as it is, empty where there is none yet.
    """
    database = settings.database
    spec = database.owned_cluster
    cluster = _cluster(parent, name, settings, spec, found) if spec else None
    # What stands on the cluster comes after it and goes before it.
    after = [cluster] if cluster else []
    people, refresh = users(parent, settings, secrets, after)
    _access_list(parent, settings)
    if database.backup:
        _backup_schedule(parent, name, settings, database.backup, found, after)
    return Owned(cluster, [person.resource for person in people], refresh)


def _cluster(
    parent: pulumi.Resource, name: str, settings: Settings, spec: OwnedCluster, found: Found
) -> atlas.AdvancedCluster:
    project, cluster = settings.atlas.project_id, settings.database.cluster
    if kind := shared_kind(found):
        raise pulumi.RunError(
            f"database.ownedCluster: {cluster} is a free or flex cluster ({kind}), which an update would "
            "make a dedicated one of: leave `ownedCluster` out, or change it in Atlas first"
        )
    if tier := scaled_away(spec, found):
        pulumi.log.warn(
            f"database.ownedCluster.instanceSize: {cluster} scales itself and is {tier} now, so that "
            f"{spec.instance_size} is not written: change it in Atlas, or write {tier}"
        )
    # What is taken over may be protected by hand where the file does not ask for it.
    protected_by_hand = spec.adopt and bool(found.get("terminationProtectionEnabled"))
    return atlas.AdvancedCluster(
        name,
        project_id=project,
        name=cluster,
        cluster_type=found.get("clusterType") or "REPLICASET",
        backup_enabled=True,
        termination_protection_enabled=settings.protect or protected_by_hand,
        mongo_db_major_version=spec.mongo_db_major_version,
        replication_specs=replication_specs(spec, found),
        opts=adopted(
            parent,
            f"{project}-{cluster}" if spec.adopt else None,
            keep_settings=spec.keeps_settings,
            protect=settings.protect,
        ),
        **settings_kept(found),
    )


def _access_list(parent: pulumi.Resource, settings: Settings) -> None:
    project = settings.atlas.project_id
    for place, entry in enumerate(settings.database.ip_access_list):
        key = f"database.ipAccessList[{place}]"
        atlas.ProjectIpAccessList(
            entry.cidr,
            project_id=settings.atlas.project_id,
            cidr_block=entry.cidr,
            comment=entry.description,
            opts=pulumi.ResourceOptions(
                parent=parent,
                protect=entry.adopt,
                # Atlas has no update: a new comment would be a new entry, written over the old one, and
                # deleting the old one would then delete both.
                ignore_changes=["comment"],
                hooks=None if entry.adopt else unless_an_entry(key, project, entry.cidr),
            ),
        )


def _backup_schedule(
    parent: pulumi.Resource,
    name: str,
    settings: Settings,
    schedule: BackupSchedule,
    cluster: Found,
    after: Sequence[pulumi.Resource],
) -> None:
    project, database = settings.atlas.project_id, settings.database
    found = atlas_existing.schedule(project, database.cluster) if cluster else {}
    # A cluster that is created here has nobody's schedule yet, only Atlas' own.
    made_here = database.owned_cluster is not None and not database.owned_cluster.adopt
    wins = made_here or schedule.adopt
    atlas.CloudBackupSchedule(
        name,
        project_id=project,
        cluster_name=database.cluster,
        policy_item_hourly={
            "frequency_interval": schedule.every_hours,
            "retention_unit": "days",
            "retention_value": schedule.keep_hourly_days,
        },
        policy_item_daily={
            "frequency_interval": 1,
            "retention_unit": "days",
            "retention_value": schedule.keep_daily_days,
        },
        # Destroying a schedule deletes every policy of the cluster.
        skip_destroy=True,
        opts=pulumi.ResourceOptions(
            parent=parent,
            depends_on=after,
            hooks=unless_a_schedule(database.cluster, schedule, found, wins=wins),
        ),
        **schedule_kept(found),
    )
