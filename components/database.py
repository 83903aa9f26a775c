"""The database on MongoDB Atlas: its address, on a cluster that is looked up or owned (see `atlas`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components import atlas_existing
from config import settings as models
from config.contract import DATABASE_PASSWORD
from config.database_users import owns_something
from config.derived import database_uri


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """The settings of the environment, the values of its secrets, passwords among them, and `looked_up`."""

    settings: models.Settings
    secrets: Mapping[str, pulumi.Output[str]]
    found: Mapping[str, Any]


class Database(pulumi.ComponentResource):
    """`uri` is the secret connection string, or None when it is kept by hand.

    `refresh_uri`: the same for the user of a refresh, None without one.
    """

    uri: pulumi.Output[str] | None
    refresh_uri: pulumi.Output[str] | None

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("infra:components:Database", name, None, opts)
        database, found = args.settings.database, args.found
        # An update of the cluster leaves its own outputs open, and with them everything that has the address.
        known = (found.get("connectionStrings") or {}).get("standardSrv")
        srv = pulumi.Output.from_input(str(known)) if known else None
        owned = None
        if owns_something(database):
            # Not at the top: the SDK takes a third of the time of a program that only looks a cluster up.
            from components import atlas

            owned = atlas.owned(self, name, args.settings, args.secrets, found)
            if srv is None and owned.cluster:
                srv = owned.cluster.connection_strings.standard_srv
        password = args.secrets.get(DATABASE_PASSWORD)
        self.uri = self.refresh_uri = None
        if srv is not None and password is not None:
            self.uri = _uri(database, srv, password, owned.users if owned else ())
        outputs = {"uri": self.uri}
        if srv is not None and owned and (login := owned.refresh):
            self.refresh_uri = _uri(database, srv, login.password, [login.resource], login.username)
            outputs["refreshUri"] = self.refresh_uri
        self.register_outputs(outputs)


def looked_up(settings: models.Settings) -> dict[str, Any]:
    """The cluster as it is, {} for one that is to be made. Raises pulumi.RunError.

    Asked before anything is registered: a key that is refused, or a cluster that is not there, stops it all.
    """
    own = settings.database.owned_cluster
    created_here = own is not None and not own.adopt
    project, name = settings.atlas.project_id, settings.database.cluster
    return atlas_existing.cluster(project, name, may_be_absent=created_here)


def _uri(
    database: models.Database,
    srv: pulumi.Output[str],
    password: pulumi.Output[str],
    after: Sequence[pulumi.CustomResource],
    user: str | None = None,
) -> pulumi.Output[str]:
    known_users = pulumi.Output.all(*(each.id for each in after))
    parts = pulumi.Output.all(srv=srv, password=password, users=known_users)
    return pulumi.Output.secret(
        parts.apply(lambda p: connection_uri(database, p["srv"], p["password"], user))
    )


def connection_uri(database: models.Database, srv: str, password: str, user: str | None = None) -> str:
    """The database's address for a user, the application's where none is named.

    Raises pulumi.RunError when the cluster answers under another host than the stack file names.
    """
    if srv != f"mongodb+srv://{database.host}":
        raise pulumi.RunError(
            f"database.host is {database.host}, but Atlas serves the cluster {database.cluster} under "
            f"{srv.removeprefix('mongodb+srv://')}; correct database.host or database.cluster"
        )
    return database_uri(database, password, user)
