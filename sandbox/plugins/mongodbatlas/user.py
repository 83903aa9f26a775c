"""mongodbatlas.DatabaseUser: a login with roles; its password goes to Atlas and never comes back."""

import re
from typing import ClassVar

from sandbox.plugins.fields import Field, Fields, same_named
from sandbox.plugins.resource import parts
from sandbox.plugins.rest import RestResource, by_method
from sandbox.plugins.values import Json

USERS = "/groups/{projectId}/databaseUsers"
DASHED = re.compile(r"([0-9a-f]{24})-(.+)-([$a-z]+)")
FORM = "PROJECT_ID/USERNAME/AUTH_DATABASE"


class DatabaseUser(RestResource):
    """A database user; without scopes it is valid on every cluster of the group.

    A password in the inputs is sent with every change and becomes the user's.
    """

    kind = "mongodbatlas:index/databaseUser:DatabaseUser"
    module = "pulumi_mongodbatlas.database_user"
    paths = by_method(USERS, f"{USERS}/{{authDatabaseName}}/{{username}}")
    identity = "{projectId}-{username}-{authDatabaseName}"
    fields: ClassVar[Fields] = {
        "projectId": Field(wire="groupId", replaces=True),
        "username": Field(wire="username", replaces=True),
        "authDatabaseName": Field(wire="databaseName", replaces=True),
        "password": Field(wire="password", secret=True, computed=True),
        "roles": Field(wire="roles", unordered=True),
        **same_named("scopes", "labels", unset=[], unordered=True),
        "description": Field(wire="description", unset=""),
        **same_named("x509Type", "oidcAuthType", "ldapAuthType", computed=True),
        "awsIamType": Field(wire="awsIAMType", computed=True),
    }

    def imported(self, identity: str) -> Json:
        """Return what an id such as PROJECT/USER/admin (or with hyphens, if it is unambiguous) names."""
        dashed = DASHED.fullmatch(identity)
        found = list(dashed.groups()) if dashed and "/" not in identity else parts(identity, "/", 3, FORM)
        return dict(zip(("projectId", "username", "authDatabaseName"), found, strict=True))
