"""The database on MongoDB Atlas: its address, on a cluster that is looked up or owned (see `atlas`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components import atlas_existing
from config import settings as models
from config.contract import DATABASE_PASSWORD
from config.derived import database_uri


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """The settings of the environment, the values of its secrets, passwords among them, and `looked_up`."""

    settings: models.Settings
    secrets: Mapping[str, pulumi.Output[str]]
    found: Mapping[str, Any]


class Database(pulumi.ComponentResource):
    """`uri` is the secret connection string, or None when it is kept by hand."""

    uri: pulumi.Output[str] | None

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("infra:components:Database", name, None, opts)
        database, found = args.settings.database, args.found
        # An update of the cluster leaves its own outputs open, and with them everything that has the address.
        known = (found.get("connectionStrings") or {}).get("standardSrv")
        srv = pulumi.Output.from_input(str(known)) if known else None
        users: Sequence[pulumi.CustomResource] = ()
        if owns_something(database):
            # Not at the top: the SDK takes a third of the time of a program that only looks a cluster up.
            from components import atlas

            owned = atlas.owned(self, name, args.settings, args.secrets, found)
            users = owned.users
            if srv is None and owned.cluster:
                srv = owned.cluster.connection_strings.standard_srv
        password = args.secrets.get(DATABASE_PASSWORD)
        self.uri = None
        if srv is not None and password is not None:
            self.uri = _uri(database, srv, password, users)
        self.register_outputs({"uri": self.uri})


def looked_up(settings: models.Settings) -> dict[str, Any]:
    """The cluster as it is, {} for one that is to be made. Raises pulumi.RunError.

    Asked before anything is registered: a key that is refused, or a cluster that is not there, stops it all.
    """
    own = settings.database.owned_cluster
    created_here = own is not None and not own.adopt
    project, name = settings.atlas.project_id, settings.database.cluster
    return atlas_existing.cluster(project, name, may_be_absent=created_here)


def owns_something(database: models.Database) -> bool:
    """Whether the stack has resources on Atlas, and does not only look the cluster up."""
    owned = (database.owned_cluster, database.manage_user, database.developers, database.ip_access_list)
    return any(owned) or database.backup is not None


def _uri(
    database: models.Database,
    srv: pulumi.Output[str],
    password: pulumi.Output[str],
    after: Sequence[pulumi.CustomResource],
) -> pulumi.Output[str]:
    known_users = pulumi.Output.all(*(user.id for user in after))
    parts = pulumi.Output.all(srv=srv, password=password, users=known_users)
    return pulumi.Output.secret(parts.apply(lambda p: connection_uri(database, p["srv"], p["password"])))


def connection_uri(database: models.Database, srv: str, password: str) -> str:
    """The database's address.

    Raises pulumi.RunError when the cluster answers under another host than the stack file names.
    """
    if srv != f"mongodb+srv://{database.host}":
        raise pulumi.RunError(
            f"database.host is {database.host}, but Atlas serves the cluster {database.cluster} under "
            f"{srv.removeprefix('mongodb+srv://')}; correct database.host or database.cluster"
        )
    return database_uri(database, password)
