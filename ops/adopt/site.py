"""The Vercel project, its domains and variables: their ids, and what will change once they are ours."""

from collections.abc import Iterator
from typing import Any

from config.contract import plain_variables
from config.derived import site_hosts
from config.settings import Settings
from config.settings.frontend import OwnProject
from ops.accounts import found
from ops.accounts.found import own_variables
from ops.accounts.http import Json
from ops.accounts.vercel import Vercel
from ops.adopt.plan import Edit, Plan, known
from ops.state import State

# Vercel's word -> the stack file's.
_SETTINGS = {
    "framework": "framework",
    "rootDirectory": "root_directory",
    "buildCommand": "build_command",
    "outputDirectory": "output_directory",
}
# Vercel's API says in its own words what the provider calls otherwise (reference of the provider, Project).
_PROTECTION = {
    "all_except_custom_domains": "standard_protection_new",
    "all": "all_deployments",
    "preview": "only_preview_deployments",
    "prod_deployment_urls_and_all_previews": "standard_protection",
}


def plan(vercel: Vercel, settings: Settings, state: State) -> Plan:
    """What happens to the site. Raises AccountError."""
    site, match = settings.frontend, found.project(vercel, settings)
    if match is None:
        done = "bring up the stack that owns it first" if site.mode == "branch" else "an update creates it"
        return Plan((f"frontend: the Vercel project {site.project} is not there; {done}",))
    project = match.thing
    if site.mode == "branch" and project["name"] != site.project:
        return Plan(
            (
                f"frontend: {site.project} is called {project['name']} ({project['id']}); adopt and rename "
                "it in the stack that owns it first",
            )
        )
    if project["id"] in state.ids:
        return Plan((known("frontend", project["name"], project["id"]),))
    rows, served = vercel.variables(project["id"]), vercel.domains(project["id"])
    ours, hosts = plain_variables(settings, "frontend"), site_hosts(settings)
    mine = {key: row for key, row in own_variables(settings, rows).items() if key in ours}
    variables = {key: row for key, row in mine.items() if row["id"] not in state.ids}
    # A domain's id is its name.
    domains = [row for row in served if row["name"] in hosts and row["name"] not in state.ids]
    lines = [f"frontend: {project['name']} ({project['id']}), found {match.how}"]
    if site.mode == "own":
        lines += [f"  {line}" for line in _differences(settings, site, project)]
    lines += [f"  {line}" for line in _contents(ours, hosts, rows, variables, domains)]
    value: dict[str, Any] = {
        **({"project": project["id"]} if site.mode == "own" else {}),
        **({"domains": [row["name"] for row in domains]} if domains else {}),
        **({"variables": {key: row["id"] for key, row in variables.items()}} if variables else {}),
    }
    if not value or site.adopt is not None:
        return Plan(tuple(lines))
    lines.append(
        "  stays as it is while `frontend.adopt.keepSettings` is true; remove that after the first update"
    )
    return Plan(tuple(lines), (Edit("frontend.adopt", {"keepSettings": True, **value}, after="project"),))


def _differences(settings: Settings, site: OwnProject, project: Json) -> Iterator[str]:
    """The settings that an update will change once `keepSettings` is removed."""
    link = project.get("link") or {}
    live = {
        "name": project["name"],
        "repository": f"{link.get('org')}/{link.get('repo')}" if link else None,
        "production branch": link.get("productionBranch"),
        **{key: project.get(key) for key in _SETTINGS},
        "previews": not project.get("previewDeploymentsDisabled"),
        "protection": _PROTECTION.get(
            str((project.get("ssoProtection") or {}).get("deploymentType")), "none"
        ),
    }
    wanted = {
        "name": site.project,
        "repository": settings.vercel.repo,
        "production branch": settings.branch,
        **{key: getattr(site, name) for key, name in _SETTINGS.items()},
        "previews": site.previews,
        "protection": site.protection,
    }
    for key, value in wanted.items():
        if live[key] != value:
            yield f"~ {key}: {live[key]!r} => {value!r}, later"


def _contents(
    ours: dict[str, str], hosts: list[str], rows: list[Json], variables: dict[str, Json], domains: list[Json]
) -> Iterator[str]:
    for row in domains:
        yield f"= serves {row['name']}"
        if row.get("redirect"):
            yield f"~ {row['name']} redirects to {row['redirect']}; later it does not"
    if more := [host for host in hosts if host not in {row["name"] for row in domains}]:
        yield f"+ adds the domain {', '.join(more)}"
    if variables:
        yield f"= has the variables {', '.join(sorted(variables))}"
    if more := sorted(key for key in ours if key not in variables):
        yield f"+ adds the variables {', '.join(more)}"
    for key, row in sorted(variables.items()):
        if row.get("type") == "sensitive":
            yield f"~ {key} is sensitive; unless `frontend.sensitive` is true, it is later made anew"
        if len(row["target"]) > 1:
            yield f"~ {key} is for {', '.join(row['target'])}; later for this environment only"
    taken = {row["id"] for row in variables.values()}
    if left := sorted({str(row["key"]) for row in rows if row["id"] not in taken}):
        yield f"= leaves alone the variables {', '.join(left)}"
