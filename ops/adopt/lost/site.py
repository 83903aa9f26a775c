"""The Vercel project, its domains and variables, as an update that was cut off leaves them."""

import re
from collections.abc import Iterator
from functools import partial

from config.contract import plain_variables
from config.derived import redirected_host, site_host
from config.settings import Settings
from ops.accounts import Json
from ops.accounts.matches import own_variables
from ops.accounts.vercel import Vercel
from ops.adopt.lost.thing import Thing, holding
from ops.state import State

COMPONENT = "infra:components:FrontendProject"
# The component's own name, and that of its project and first domain.
_NAME = "frontend"
# What components/live_site.py writes.
_COMMENT = re.compile(r"(revision \d+)?")


def lost(vercel: Vercel, settings: Settings, state: State) -> Iterator[Thing]:
    """What Vercel has of this stack and the state has not. Raises AccountError."""
    site = settings.frontend
    adopted = site.adopt.project if site.mode == "own" and site.adopt else None
    project = vercel.project(adopted or site.project)
    if project is None:
        return
    if site.mode == "own" and project["id"] not in state.ids:
        # What the file adopts comes into the state by its id there.
        if not adopted:
            yield _project(vercel, settings, project)
        return
    where = f"{settings.vercel.team}/{project['id']}"
    adopt = site.adopt
    for row in vercel.domains(project["id"]):
        host = row["name"]
        ours = host in (site_host(settings), redirected_host(settings))
        if ours and host not in state.ids and host not in (adopt.domains if adopt else ()):
            yield _domain(settings, where, row)
    rows = own_variables(settings, vercel.variables(project["id"]))
    for key, value in plain_variables(settings, "frontend").items():
        found = rows.get(key)
        if found and found["id"] not in state.ids and key not in (adopt.variables if adopt else ()):
            yield _variable(settings, where, vercel.variable(project["id"], found["id"]), value)


_part = partial(Thing, component=COMPONENT)


def _project(vercel: Vercel, settings: Settings, project: Json) -> Thing:
    link = project.get("link") or {}
    repository = f"{link.get('org')}/{link.get('repo')}" if link else "none"
    # Vercel gives each project a host of its own.
    served = [row["name"] for row in vercel.domains(project["id"])]
    hosts = [host for host in served if not host.endswith(".vercel.app")]
    return _part(
        what=f"frontend: the Vercel project {project['name']} ({project['id']})",
        kind="vercel:index/project:Project",
        name=_NAME,
        import_id=f"{settings.vercel.team}/{project['id']}",
        # What is in a project comes after it, so one that an update was making is empty. Its settings may be
        # missing, which the provider sends in a second request: the next update does.
        differs=holding(
            (repository != settings.vercel.repo, f"its repository is {repository}"),
            (bool(hosts), f"it serves {', '.join(hosts)}"),
            (bool(vercel.variables(project["id"])), "it has variables"),
        ),
        instead="`ops adopt` without `--lost` takes over what others have made",
    )


def _domain(settings: Settings, where: str, row: Json) -> Thing:
    host, name = site_host(settings), row["name"]
    branch = settings.branch if settings.frontend.mode == "branch" else None
    served, target = row.get("gitBranch") or None, row.get("redirect") or None
    return _part(
        what=f"frontend: the domain {name}",
        kind="vercel:index/projectDomain:ProjectDomain",
        name=_NAME if name == host else "www" if name.startswith("www.") else "apex",
        import_id=f"{where}/{name}",
        differs=holding(
            (served != branch, f"it serves {served or 'production'}"),
            (target != (None if name == host else host), f"it redirects to {target or 'no other'}"),
        ),
        instead="remove it there (Settings, Domains), then `pulumi up`",
    )


def _variable(settings: Settings, where: str, row: Json, value: str) -> Thing:
    target = "preview" if settings.frontend.mode == "branch" else "production"
    sensitive, comment = row.get("type") == "sensitive", row.get("comment") or ""
    return _part(
        what=f"frontend: the variable {row['key']}",
        kind="vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable",
        name=row["key"],
        import_id=f"{where}/{row['id']}",
        differs=holding(
            (row["target"] != [target], f"it is for {', '.join(row['target'])}"),
            (sensitive != settings.frontend.sensitive, f"it is {'' if sensitive else 'not '}sensitive"),
            # What is sensitive never comes back: the next update writes its value again.
            (not sensitive and row.get("value") != value, "it has another value"),
            (not _COMMENT.fullmatch(comment), "somebody has commented on it"),
        ),
        instead="note its value, delete it there (Settings, Environment Variables), then `pulumi up`",
    )
