"""The Vercel project, its domains and variables: their ids, and what will change once they are ours."""

from collections.abc import Iterator
from typing import Any

from config.contract import plain_variables
from config.derived import site_hosts
from config.settings import Settings
from ops.accounts import Json, matches
from ops.accounts.matches import own_variables
from ops.accounts.vercel import Vercel
from ops.adopt import site_settings
from ops.adopt.plan import Edit, Plan, known
from ops.state import State


def plan(vercel: Vercel, settings: Settings, state: State) -> Plan:
    """What happens to the site. Raises AccountError."""
    site, match = settings.frontend, matches.project(vercel, settings)
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
    found = site_settings.plan(settings, site, project) if site.mode == "own" else Plan()
    # The framework decides how the site's variables begin.
    settings = site_settings.with_framework(settings, found)
    rows, served = vercel.variables(project["id"]), vercel.domains(project["id"])
    ours, hosts = plain_variables(settings, "frontend"), site_hosts(settings)
    mine = {key: row for key, row in own_variables(settings, rows).items() if key in ours}
    variables = {key: row for key, row in mine.items() if row["id"] not in state.ids}
    # A domain's id is its name.
    domains = [row for row in served if row["name"] in hosts and row["name"] not in state.ids]
    lines = [f"frontend: {project['name']} ({project['id']}), found {match.how}"]
    lines += [f"  {line}" for line in found.lines]
    lines += [f"  {line}" for line in _contents(ours, hosts, rows, variables, domains)]
    value: dict[str, Any] = {
        **({"project": project["id"]} if site.mode == "own" else {}),
        **({"domains": [row["name"] for row in domains]} if domains else {}),
        **({"variables": {key: row["id"] for key, row in variables.items()}} if variables else {}),
    }
    if not value or site.adopt is not None:
        return Plan(tuple(lines))
    return Plan(tuple(lines), (*found.edits, Edit("frontend.adopt", value, after="project")))


def _contents(
    ours: dict[str, str], hosts: list[str], rows: list[Json], variables: dict[str, Json], domains: list[Json]
) -> Iterator[str]:
    for row in domains:
        yield f"= serves {row['name']}"
        if row.get("redirect"):
            yield f"~ {row['name']} redirects to {row['redirect']}; it will not"
    if more := [host for host in hosts if host not in {row["name"] for row in domains}]:
        yield f"+ adds the domain {', '.join(more)}"
    if variables:
        yield f"= has the variables {', '.join(sorted(variables))}"
    if more := sorted(key for key in ours if key not in variables):
        yield f"+ adds the variables {', '.join(more)}"
    for key, row in sorted(variables.items()):
        if row.get("type") == "sensitive":
            yield (
                f"= {key} is sensitive and stays so; to have it otherwise, remove its line under "
                "`frontend.adopt.variables` after the first update"
            )
        if len(row["target"]) > 1:
            yield f"~ {key} is for {', '.join(row['target'])}; it will be for this environment only"
    taken = {row["id"] for row in variables.values()}
    if left := sorted({str(row["key"]) for row in rows if row["id"] not in taken}):
        yield f"= leaves alone the variables {', '.join(left)}"
