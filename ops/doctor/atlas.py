"""The Atlas project, the cluster, its user, and who may reach it."""

import os
import time
from collections.abc import Iterator, Mapping

from config.database_users import database_users
from config.settings import Settings
from config.stacks import PRODUCTION
from ops.accounts import Json, atlas
from ops.doctor import backups
from ops.doctor.check import Check, reached
from ops.state import State


def checks(stack: str, settings: Settings, state: State) -> Iterator[Check]:
    """Everything about Atlas."""
    if os.environ.get("MONGODB_ATLAS_CLIENT_ID") and not os.environ.get("MONGODB_ATLAS_PUBLIC_API_KEY"):
        do = "a preview will tell; a key pair lets this command look"
        yield Check("note", stack, "MongoDB Atlas", "a service account is not used by this command", do)
        return
    yield from reached(stack, "MongoDB Atlas", lambda: _looked_at(stack, settings, state))


def _looked_at(stack: str, settings: Settings, state: State) -> Iterator[Check]:
    account, spec = atlas.connect(settings.atlas.project_id), settings.database
    project = account.project()
    if project is None:
        do = "correct `atlas.projectId`: it stands in the address of the project's page"
        known = f"{settings.atlas.project_id} is not one that this key sees"
        yield Check("FAIL", stack, "Atlas project", known, do)
        return
    yield Check("ok", stack, "Atlas project", f"{project['name']} ({project['id']})")
    cluster = account.cluster(spec.cluster)
    what = f"Atlas cluster {spec.cluster}"
    if cluster is None:
        if spec.owned_cluster and not spec.owned_cluster.adopt:
            yield Check("ok", stack, what, "is not there yet; an update creates it")
        else:
            yield Check(
                "FAIL", stack, what, "is not there", "correct `database.cluster` or `atlas.projectId`"
            )
        return
    yield _host(stack, settings, what, cluster)
    if stack == PRODUCTION:
        yield from backups.checks(stack, cluster, lambda: account.snapshots(spec.cluster), time.time())
    if spec.backup:
        there = account.policies(spec.cluster)
        yield from backups.schedule_checks(stack, settings, there, state)
    yield from _users(stack, settings, account, state)
    ranges = account.access_list()
    yield _access(stack, ranges)
    yield from _entries(stack, settings, ranges, state)


def _host(stack: str, settings: Settings, what: str, cluster: Json) -> Check:
    live = (cluster.get("connectionStrings") or {}).get("standardSrv", "").removeprefix("mongodb+srv://")
    if live != settings.database.host:
        return Check(
            "FAIL", stack, what, f"answers under {live or 'no host yet'}", f"write `database.host: {live}`"
        )
    return Check("ok", stack, what, f"answers under {live}")


def _users(stack: str, settings: Settings, account: atlas.Atlas, state: State) -> Iterator[Check]:
    """The application's user, whoever makes it, and those that this stack makes besides."""
    made = {user.username: user for user in database_users(stack, settings)}
    for name in dict.fromkeys((settings.database.user, *made)):
        what, there = f"Atlas user {name}", account.user(name) is not None
        if there and name in made and ("DatabaseUser", name) not in state.names:
            do = f"a create is refused: {made[name].instead}"
            yield Check("FAIL", stack, what, "exists already", do)
        elif not there and name not in made:
            do = "create it in Atlas, or write `manageUser: true`"
            yield Check("FAIL", stack, what, "is not there, so the services cannot log in", do)
        else:
            found = "exists" if there else "is not there yet; an update creates it"
            yield Check("ok", stack, what, found)


def _access(stack: str, ranges: Mapping[str, str]) -> Check:
    if "0.0.0.0/0" in ranges:
        do = "list the ranges of Render's region instead (docs/configuration.md lists them)"
        return Check("note", stack, "Atlas access list", "lets the whole internet in", do)
    if not ranges:
        do = "add the ranges of Render's region, else no service reaches the database"
        return Check("note", stack, "Atlas access list", "is empty", do)
    return Check("ok", stack, "Atlas access list", f"{len(ranges)} ranges")


def _entries(stack: str, settings: Settings, ranges: Mapping[str, str], state: State) -> Iterator[Check]:
    """The entries of the file that somebody else has made, where the file does not take them over."""
    for entry in settings.database.ip_access_list:
        known = entry.adopt or ("ProjectIpAccessList", entry.cidr) in state.names
        if entry.cidr in ranges and not known:
            do = f"`python -m ops adopt --stack {stack}` takes it over; without that the preview stops"
            yield Check(
                "note", stack, f"Atlas access of {entry.cidr}", f"exists as '{ranges[entry.cidr]}'", do
            )
