"""What a stack owns on MongoDB Atlas: a cluster, users, the access list, a backup schedule, each optional.

The only module that imports Atlas' SDK: a program that owns nothing here does without, see `database`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_mongodbatlas as atlas

from components.adoption import options

if TYPE_CHECKING:
    from components.database import BackupSpec, ClusterSpec, DatabaseArgs


@dataclass(frozen=True)
class Owned:
    """`cluster` is None when it is looked up; `users` are what the address has to wait for."""

    cluster: atlas.AdvancedCluster | None
    users: Sequence[atlas.DatabaseUser]


def owned(parent: pulumi.Resource, name: str, args: DatabaseArgs) -> Owned:
    """Register everything that `args` says this stack owns."""
    spec = args.owned_cluster
    cluster = _cluster(parent, name, args, spec) if spec else None
    # What stands on the cluster comes after it and goes before it.
    after = [cluster] if cluster else []
    users = _users(parent, args, after)
    _access_list(parent, args)
    if args.backup:
        _backup_schedule(parent, name, args, args.backup, after)
    return Owned(cluster, users)


def _cluster(
    parent: pulumi.Resource, name: str, args: DatabaseArgs, spec: ClusterSpec
) -> atlas.AdvancedCluster:
    size: atlas.AdvancedClusterReplicationSpecRegionConfigElectableSpecsArgsDict = {
        "instance_size": spec.instance_size,
        "node_count": 3,
    }
    return atlas.AdvancedCluster(
        name,
        project_id=args.project_id,
        name=args.cluster,
        cluster_type="REPLICASET",
        backup_enabled=True,
        termination_protection_enabled=args.protect,
        mongo_db_major_version=spec.mongo_db_major_version,
        replication_specs=[
            {
                "region_configs": [
                    {
                        "provider_name": spec.provider_name,
                        "region_name": spec.region_name,
                        "priority": 7,
                        "electable_specs": size,
                    }
                ]
            }
        ],
        opts=options(
            parent,
            f"{args.project_id}-{args.cluster}" if spec.adopt else None,
            as_it_stands=spec.as_it_stands,
            protect=args.protect,
        ),
    )


def _users(
    parent: pulumi.Resource, args: DatabaseArgs, after: Sequence[pulumi.Resource]
) -> list[atlas.DatabaseUser]:
    roles = [(person, "read", password) for person, password in args.developers.items()]
    if args.manage_user and args.password is not None:
        roles.append((args.user, "readWrite", args.password))
    return [
        atlas.DatabaseUser(
            username,
            project_id=args.project_id,
            username=username,
            auth_database_name="admin",
            password=password,
            roles=[{"role_name": role, "database_name": args.name}],
            # Without a scope a user is valid on every cluster of the Atlas project.
            scopes=[{"name": args.cluster, "type": "CLUSTER"}],
            opts=pulumi.ResourceOptions(parent=parent, depends_on=after, protect=args.protect),
        )
        for username, role, password in roles
    ]


def _access_list(parent: pulumi.Resource, args: DatabaseArgs) -> None:
    for cidr, comment in args.ip_access_list:
        atlas.ProjectIpAccessList(
            cidr,
            project_id=args.project_id,
            cidr_block=cidr,
            comment=comment,
            opts=pulumi.ResourceOptions(parent=parent),
        )


def _backup_schedule(
    parent: pulumi.Resource,
    name: str,
    args: DatabaseArgs,
    spec: BackupSpec,
    after: Sequence[pulumi.Resource],
) -> None:
    atlas.CloudBackupSchedule(
        name,
        project_id=args.project_id,
        cluster_name=args.cluster,
        policy_item_hourly={
            "frequency_interval": spec.every_hours,
            "retention_unit": "days",
            "retention_value": spec.keep_hourly_days,
        },
        policy_item_daily={
            "frequency_interval": 1,
            "retention_unit": "days",
            "retention_value": spec.keep_daily_days,
        },
        # Destroying a schedule deletes every policy of the cluster.
        skip_destroy=True,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=after),
    )
