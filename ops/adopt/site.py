"""The Vercel project, its domains and variables: their ids, and what will change once they are ours."""

from collections.abc import Collection, Iterator

from config.apex import apex_host
from config.contract import derived_values
from config.settings import Settings
from ops.accounts import found
from ops.accounts.found import Json, own_variables
from ops.accounts.vercel import Vercel
from ops.adopt.plan import Edit, Plan, known

# Vercel's word -> the stack file's.
_SETTINGS = {
    "framework": "framework",
    "rootDirectory": "root_directory",
    "buildCommand": "build_command",
    "outputDirectory": "output_directory",
}


def plan(vercel: Vercel, settings: Settings, managed: Collection[str]) -> Plan:
    """What happens to the site. `managed`: the ids in the state. Raises AccountError."""
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
    if project["id"] in managed:
        return Plan((known("frontend", project["name"], project["id"]),))
    rows, served = vercel.variables(project["id"]), vercel.domains(project["id"])
    ours = {**derived_values(settings, "frontend"), **site.env}
    mine = {key: row for key, row in own_variables(settings, rows).items() if key in ours}
    variables = {key: row for key, row in mine.items() if row["id"] not in managed}
    hosts = [host for host in (found.site_host(settings), apex_host(settings)) if host]
    # A domain's id is its name.
    domains = [
        domain["name"] for domain in served if domain["name"] in hosts and domain["name"] not in managed
    ]
    lines = [f"frontend: {project['name']} ({project['id']}), found {match.how}"]
    if site.mode == "own":
        lines += [f"  {line}" for line in _differences(settings, project)]
    lines += [f"  {line}" for line in _contents(ours, hosts, rows, variables, domains)]
    value = {
        **({"project": project["id"]} if site.mode == "own" else {}),
        **({"domains": domains} if domains else {}),
        **({"variables": {key: row["id"] for key, row in variables.items()}} if variables else {}),
    }
    if not value or site.adopt is not None:
        return Plan(tuple(lines))
    lines.append("  stays as it is while `frontend.adopt` is in the file; remove that after the first update")
    return Plan(tuple(lines), (Edit("frontend.adopt", value, after="project"),))


def _differences(settings: Settings, project: Json) -> Iterator[str]:
    """The settings that an update will change once `adopt` is removed."""
    link = project.get("link") or {}
    live = {
        "name": project["name"],
        "repository": f"{link.get('org')}/{link.get('repo')}" if link else None,
        "production branch": link.get("productionBranch"),
        **{key: project.get(key) for key in _SETTINGS},
    }
    wanted = {
        "name": settings.frontend.project,
        "repository": settings.vercel.repo,
        "production branch": settings.branch,
        **{key: getattr(settings.frontend, name) for key, name in _SETTINGS.items()},
    }
    for key, value in wanted.items():
        if live[key] != value:
            yield f"~ {key}: {live[key]!r} => {value!r}, later"


def _contents(
    ours: dict[str, str], hosts: list[str], rows: list[Json], variables: dict[str, Json], domains: list[str]
) -> Iterator[str]:
    for host in domains:
        yield f"= serves {host}"
    if more := [host for host in hosts if host not in domains]:
        yield f"+ adds the domain {', '.join(more)}"
    if variables:
        yield f"= has the variables {', '.join(sorted(variables))}"
    if more := sorted(key for key in ours if key not in variables):
        yield f"+ adds the variables {', '.join(more)}"
    for key, row in sorted(variables.items()):
        if len(row["target"]) > 1:
            yield f"~ {key} is for {', '.join(row['target'])}; later for this environment only"
    taken = {row["id"] for row in variables.values()}
    if left := sorted({str(row["key"]) for row in rows if row["id"] not in taken}):
        yield f"= leaves alone the variables {', '.join(left)}"
