"""The database on MongoDB Atlas: its address, on a cluster that is looked up or owned (see `atlas`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import pulumi

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

    @property
    def owns_something(self) -> bool:
        """Whether the stack has resources on Atlas, and does not only look the cluster up."""
        owned = (self.owned_cluster, self.manage_user, self.developers, self.ip_access_list, self.backup)
        return any(owned)


class Database(pulumi.ComponentResource):
    """`uri` is the secret connection string, or None when `password` is."""

    uri: pulumi.Output[str] | None

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("infra:components:Database", name, None, opts)
        # Before anything is registered: a cluster that is not there stops it all.
        srv = None if args.owned_cluster else _looked_up(args)
        users: Sequence[pulumi.CustomResource] = ()
        if args.owns_something:
            # Not at the top: the SDK takes a third of the time of a program that only looks a cluster up.
            from components import atlas

            owned = atlas.owned(self, name, args)
            users = owned.users
            srv = owned.cluster.connection_strings.standard_srv if owned.cluster else srv
        self.uri = (
            _uri(args, srv, args.password, users) if srv is not None and args.password is not None else None
        )
        self.register_outputs({"uri": self.uri})


def _looked_up(args: DatabaseArgs) -> pulumi.Output[str]:
    """The SRV address of the cluster, asked by the words of the SDK's `get_advanced_cluster`."""

    def srv() -> str:
        found = pulumi.runtime.invoke(
            "mongodbatlas:index/getAdvancedCluster:getAdvancedCluster",
            {"projectId": args.project_id, "name": args.cluster},
            # As the SDK does: another version would be another provider in the state.
            pulumi.InvokeOptions(version=version("pulumi_mongodbatlas")),
        ).value
        return str(found["connectionStrings"]["standardSrv"])

    missing = (
        f"database.cluster: the Atlas cluster {args.cluster} cannot be read in the project "
        f"{args.project_id}; correct atlas.projectId or database.cluster"
    )
    return pulumi.Output.from_input(required(srv, missing))


def _uri(
    args: DatabaseArgs,
    srv: pulumi.Output[str],
    password: pulumi.Output[str],
    after: Sequence[pulumi.CustomResource],
) -> pulumi.Output[str]:
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
