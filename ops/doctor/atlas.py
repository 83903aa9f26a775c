"""The Atlas project, the cluster, its user, and who may reach it."""

import os
import re
from collections.abc import Iterator, Mapping

from config.settings import Settings
from config.stacks import PRODUCTION
from ops.accounts import Json, atlas
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
    yield from _backups(stack, what, cluster)
    yield _user(stack, settings, account, state)
    yield from _developers(stack, settings, account, state)
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


def _backups(stack: str, what: str, cluster: Json) -> Iterator[Check]:
    size = next(
        (
            region["electableSpecs"].get("instanceSize", "")
            for spec in cluster.get("replicationSpecs") or ()
            for region in spec.get("regionConfigs") or ()
            if region.get("electableSpecs")
        ),
        "",
    )
    if stack == PRODUCTION and (not cluster.get("backupEnabled") or re.fullmatch(r"M[025]|FLEX", size)):
        do = "turn cloud backups on; they begin with M10"
        yield Check(
            "FAIL", stack, f"backups of {what.rpartition(' ')[2]}", f"none on {size or 'this tier'}", do
        )


def _user(stack: str, settings: Settings, account: atlas.Atlas, state: State) -> Check:
    name, managed = settings.database.user, settings.database.manage_user
    what, there = f"Atlas user {name}", account.user(name) is not None
    if there and managed and ("DatabaseUser", name) not in state.names:
        do = "remove `manageUser`: a create is refused, and its password would change"
        return Check("FAIL", stack, what, "exists already", do)
    if not there and not managed:
        do = "create it in Atlas, or write `manageUser: true`"
        return Check("FAIL", stack, what, "is not there, so the services cannot log in", do)
    return Check("ok", stack, what, "exists" if there else "is not there yet; an update creates it")


def _developers(stack: str, settings: Settings, account: atlas.Atlas, state: State) -> Iterator[Check]:
    for person in settings.database.developers:
        known = ("DatabaseUser", person.username) in state.names
        if not known and account.user(person.username) is not None:
            do = "a create is refused: delete the user in Atlas first, or leave the person out"
            yield Check("FAIL", stack, f"Atlas user {person.username}", "exists already", do)


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
