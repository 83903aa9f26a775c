"""Who may reach a group's clusters: mongodbatlas.DatabaseUser and mongodbatlas.ProjectIpAccessList."""

import ipaddress
import re
from collections.abc import Iterator
from typing import ClassVar

from pulumi.runtime.rpc import UNKNOWN

from sandbox.plugins.fields import Field, Fields, decode, encode, same_named, unsent
from sandbox.plugins.resource import Function, RestResource, by_method, parts
from sandbox.plugins.schema import Problem
from sandbox.plugins.service import Service
from sandbox.plugins.values import Json

USERS = "/groups/{projectId}/databaseUsers"
DASHED = re.compile(r"([0-9a-f]{24})-(.+)-([$a-z]+)")
FORM = "PROJECT_ID/USERNAME/AUTH_DATABASE"
ENTRIES = "/groups/{projectId}/accessList"
KINDS = ("cidrBlock", "ipAddress", "awsSecurityGroup")


class DatabaseUser(RestResource):
    """A login with roles; without scopes it is valid on every cluster of the group.

    Its password goes to Atlas and never comes back; one in the inputs is sent with every change.
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


class ProjectIpAccessList(RestResource):
    """One entry; like the real one it takes over an entry that is there already. Any change is a new one."""

    kind = "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList"
    module = "pulumi_mongodbatlas.project_ip_access_list"
    paths = by_method(ENTRIES, f"{ENTRIES}/{{entry}}")
    identity = "{projectId}-{entry}"
    fields: ClassVar[Fields] = {
        "projectId": Field(wire="groupId", replaces=True),
        **same_named(*KINDS, replaces=True, computed=True),
        "comment": Field(wire="comment", replaces=True, unset=""),
        **unsent("timeouts"),
    }

    def rules(self, inputs: Json) -> Iterator[Problem]:
        """Yield what the real provider's validators refuse."""
        kinds = [kind for kind in KINDS if kind in inputs]
        if len(kinds) != 1:
            yield "cidrBlock", f"exactly one of {', '.join(KINDS)} must be set"
        block = inputs.get("cidrBlock", UNKNOWN)
        if block != UNKNOWN and not _is_block(block):
            yield "cidrBlock", "expected a CIDR block such as 203.0.113.0/24"

    def imported(self, identity: str) -> Json:
        """Return what an id such as PROJECT-10.0.0.0/8 names."""
        project, entry = parts(identity, "-", 2, "PROJECT_ID-ENTRY")
        kind = "cidrBlock" if "/" in entry else "awsSecurityGroup" if entry.startswith("sg-") else "ipAddress"
        return {"projectId": project, kind: entry}

    def names(self, properties: Json) -> Json:
        """Return the properties, and the entry's own name."""
        return {**properties, "entry": _entry(properties)}

    async def create(self, api: Service, inputs: Json) -> tuple[str, Json]:
        """POST an array with one entry, then read it back."""
        entry = {key: value for key, value in encode(self.fields, inputs).items() if key != "groupId"}
        await self.send(api, "POST", inputs, [entry])
        reply = await self.send(api, "GET", inputs)
        return self._identity(inputs, reply), reply

    async def update(self, api: Service, identity: str, state: Json, inputs: Json) -> Json:
        """Change nothing remote: only `timeouts` does not replace, and it is the provider's own."""
        reply: Json = await self.send(api, "GET", inputs)
        return reply


async def get_database_user(api: Service, arguments: Json) -> Json:
    """Return a user without the password; raises PluginError if there is none."""
    found = decode(DatabaseUser.fields, await DatabaseUser().send(api, "GET", arguments))
    return {**found, "id": DatabaseUser.identity.format(**arguments)}


async def get_entry(api: Service, arguments: Json) -> Json:
    """Return an entry by its block, address or group; raises PluginError if there is none."""
    found = decode(ProjectIpAccessList.fields, await ProjectIpAccessList().send(api, "GET", arguments))
    return {**found, "id": f"{arguments['projectId']}-{_entry(arguments)}"}


FUNCTIONS = {
    "mongodbatlas:index/getDatabaseUser:getDatabaseUser": Function[Service](
        ("projectId", "username", "authDatabaseName"), get_database_user
    ),
    "mongodbatlas:index/getProjectIpAccessList:getProjectIpAccessList": Function[Service](
        ("projectId",), get_entry
    ),
}


def _entry(properties: Json) -> str:
    # An address is also shown as a block of one; its own name comes first.
    return str(next(properties[kind] for kind in reversed(KINDS) if properties.get(kind)))


def _is_block(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return "/" in text
