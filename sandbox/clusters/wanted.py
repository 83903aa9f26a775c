"""Which clusters there are, and who may do what on each, as the emulated Atlas API was told. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.http import Json

ROOT = "root"
# Names of folders and of replica sets are made of them.
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
Role = tuple[str, str]


@dataclass(frozen=True)
class User:
    """A database user who signs in with a password; `roles`: each a name and its database."""

    password: str = field(repr=False)
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Cluster:
    """A cluster by its name, the `host` of its SRV address, and its users by name."""

    name: str
    host: str
    users: Mapping[str, User]


def clusters_of(atlas: Mapping[str, Any], now: float) -> dict[str, Cluster]:
    """The clusters of all groups by their host, with the users of `now` (epoch seconds).

    What has no proper name is none.
    """
    found = {}
    for group in atlas.get("groups", {}).values():
        for name, cluster in group.get("clusters", {}).items():
            host = cluster["connectionStrings"]["standardSrv"].removeprefix("mongodb+srv://")
            if _HOST.fullmatch(host) and _NAME.fullmatch(name):
                found[host] = Cluster(name, host, _users_of(group, name, now))
    return found


def next_expiry(atlas: Mapping[str, Any], now: float) -> float | None:
    """In how many seconds the next user's time is over; None where no user's will be."""
    groups = atlas.get("groups", {}).values()
    users = (user for group in groups for user in group.get("databaseUsers", {}).values())
    return min((user["_until"] - now for user in users if user.get("_until", now) > now), default=None)


def _users_of(group: Mapping[str, Any], cluster: str, now: float) -> dict[str, User]:
    """Who may sign in on this cluster: by a password, and with no other scope than it."""
    users: Mapping[str, Json] = group.get("databaseUsers", {})
    return {
        user["username"]: User(user["_password"], _roles_of(user))
        for user in users.values()
        if user.get("_password") and user["databaseName"] == "admin" and _reaches(user, cluster)
        if user.get("_until", now + 1) > now
        # Ours; and a role on one collection has no counterpart that a server brings along.
        if user["username"] != ROOT and not any(role.get("collectionName") for role in user["roles"])
    }


def _roles_of(user: Json) -> tuple[Role, ...]:
    return tuple((role["roleName"], role["databaseName"]) for role in user["roles"])


def _reaches(user: Json, cluster: str) -> bool:
    """A user without scopes may sign in on every cluster of the project (Atlas' documentation of scopes)."""
    scopes = user.get("scopes") or []
    return not scopes or any(each["type"] == "CLUSTER" and each["name"] == cluster for each in scopes)
