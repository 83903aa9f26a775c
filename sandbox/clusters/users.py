"""The users of a server made the same as those of its cluster."""

import logging
from collections.abc import Mapping

from pymongo.errors import OperationFailure

from sandbox.clusters.mongod import Client
from sandbox.clusters.wanted import ROOT, User

log = logging.getLogger("sandbox")


def put_in_force(client: Client, wanted: Mapping[str, User], known: Mapping[str, User]) -> None:
    """Make, change and remove users until there are those of `wanted`.

    `known`: what the server was told last, {} where that is not known. Whoever has a role that a server does
    not know is left out, and the log says so.
    """
    admin = client.admin
    there = {user["user"] for user in admin.command("usersInfo", 1)["users"]} - {ROOT}
    for name in there - set(wanted):
        admin.command("dropUser", name)
    for name, user in wanted.items():
        if name not in there or known.get(name) != user:
            roles = [{"role": role, "db": database} for role, database in user.roles]
            command = "updateUser" if name in there else "createUser"
            try:
                admin.command(command, name, pwd=user.password, roles=roles)
            except OperationFailure as error:
                log.error("the database user %s is not in force: %s", name, error.details)
                if name in there:
                    admin.command("dropUser", name)
