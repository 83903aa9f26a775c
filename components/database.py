"""The database on MongoDB Atlas: the cluster looked up or owned, its users, its access list, its backups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_mongodbatlas as atlas

from components.adoption import options
from components.lookup import required
from config import mongodb


@dataclass(frozen=True, kw_only=True)
class ClusterSpec:
    """A cluster that this stack owns: `adopt` takes the existing one over, otherwise it is created."""

    adopt: bool
    as_it_stands: bool
    provider_name: str
    region_name: str
    instance_size: str
    mongo_db_major_version: str | None


@dataclass(frozen=True, kw_only=True)
class BackupSpec:
    """Snapshots every so many hours, and the days for which hourly and daily ones are kept."""

    every_hours: int
    keep_hourly_days: int
    keep_daily_days: int


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """`password` is None when the URI is set by hand; `developers` maps user names to passwords."""

    project_id: str
    cluster: str
    host: str
    name: str
    user: str
    password: pulumi.Output[str] | None
    owned_cluster: ClusterSpec | None = None
    manage_user: bool = False
    developers: Mapping[str, pulumi.Output[str]]
    ip_access_list: Sequence[tuple[str, str]] = ()
    backup: BackupSpec | None = None
    protect: bool = False


class Database(pulumi.ComponentResource):
    """`uri` is the secret connection string, or None when `password` is."""

    uri: pulumi.Output[str] | None

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("infra:components:Database", name, None, opts)
        self._name, self._args = name, args
        cluster = self._owned(args.owned_cluster) if args.owned_cluster else None
        srv = cluster.connection_strings.standard_srv if cluster else self._looked_up()
        # What stands on the cluster comes after it and goes before it.
        self._after = [cluster] if cluster else []
        users = self._users()
        self._access_list()
        self._backup_schedule()
        self.uri = self._uri(srv, args.password, users) if args.password is not None else None
        self.register_outputs({"uri": self.uri})

    def _looked_up(self) -> pulumi.Output[str]:
        cluster, project = self._args.cluster, self._args.project_id
        found = required(
            lambda: atlas.get_advanced_cluster(project_id=project, name=cluster),
            f"database.cluster: the Atlas cluster {cluster} cannot be read in the project {project}; "
            "correct atlas.projectId or database.cluster",
        )
        return pulumi.Output.from_input(found.connection_strings.standard_srv)

    def _owned(self, spec: ClusterSpec) -> atlas.AdvancedCluster:
        args = self._args
        size: atlas.AdvancedClusterReplicationSpecRegionConfigElectableSpecsArgsDict = {
            "instance_size": spec.instance_size,
            "node_count": 3,
        }
        return atlas.AdvancedCluster(
            self._name,
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
                self,
                f"{args.project_id}-{args.cluster}" if spec.adopt else None,
                as_it_stands=spec.as_it_stands,
                protect=args.protect,
            ),
        )

    def _users(self) -> list[atlas.DatabaseUser]:
        args = self._args
        users = [self._user(person, "read", password) for person, password in args.developers.items()]
        if args.manage_user and args.password is not None:
            users.append(self._user(args.user, "readWrite", args.password))
        return users

    def _user(self, username: str, role: str, password: pulumi.Output[str]) -> atlas.DatabaseUser:
        return atlas.DatabaseUser(
            username,
            project_id=self._args.project_id,
            username=username,
            auth_database_name="admin",
            password=password,
            roles=[{"role_name": role, "database_name": self._args.name}],
            # Without a scope a user is valid on every cluster of the Atlas project.
            scopes=[{"name": self._args.cluster, "type": "CLUSTER"}],
            opts=pulumi.ResourceOptions(parent=self, depends_on=self._after, protect=self._args.protect),
        )

    def _access_list(self) -> None:
        for cidr, comment in self._args.ip_access_list:
            atlas.ProjectIpAccessList(
                cidr,
                project_id=self._args.project_id,
                cidr_block=cidr,
                comment=comment,
                opts=pulumi.ResourceOptions(parent=self),
            )

    def _backup_schedule(self) -> None:
        spec = self._args.backup
        if spec is None:
            return
        atlas.CloudBackupSchedule(
            self._name,
            project_id=self._args.project_id,
            cluster_name=self._args.cluster,
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
            opts=pulumi.ResourceOptions(parent=self, depends_on=self._after),
        )

    def _uri(
        self, srv: pulumi.Output[str], password: pulumi.Output[str], after: list[atlas.DatabaseUser]
    ) -> pulumi.Output[str]:
        args = self._args
        known_users = pulumi.Output.all(*(user.id for user in after))
        parts = pulumi.Output.all(srv=srv, password=password, users=known_users)
        return pulumi.Output.secret(parts.apply(lambda p: connection_uri(args, p["srv"], p["password"])))


def connection_uri(args: DatabaseArgs, srv: str, password: str) -> str:
    """The database's address.

    Raises pulumi.RunError when the cluster answers under another host than the stack file names.
    """
    if srv != f"mongodb+srv://{args.host}":
        raise pulumi.RunError(
            f"database.host is {args.host}, but Atlas serves the cluster {args.cluster} under "
            f"{srv.removeprefix('mongodb+srv://')}; correct database.host or database.cluster"
        )
    return mongodb.uri(
        user=args.user, password=password, host=args.host, name=args.name, cluster=args.cluster
    )
