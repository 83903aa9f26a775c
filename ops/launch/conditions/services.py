"""The API and the worker at Render: running what was deployed last, open to everybody."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from config.derived import site_host
from config.settings import Settings
from ops.accounts import AccountError, matches
from ops.doctor.check import Check
from render.settings import at
from render.wire import Service

if TYPE_CHECKING:
    from ops.launch.conditions.world import World


def checks(stack: str, world: "World") -> Iterator[Check]:
    """Lines for each service, then whether both and the site are of one commit. Raises RenderError."""
    settings = world.stacks[stack]
    commits = {"the site": _of_site(settings, world)}
    for role in matches.ROLES:
        match = matches.service(world.render, settings, role)
        if match is None:
            name = matches.of_role(settings, role).name
            do = f"`pulumi up --stack {stack}` makes it"
            yield Check("FAIL", stack, f"Render {role}", f"{name} is not there", do)
            continue
        yield _open(stack, role, match.thing)
        deploys = world.render.get(f"/services/{match.thing.id}/deploys", {"limit": 20}) or []
        newest: Any = deploys[0]["deploy"] if deploys else None
        yield _deployed(stack, settings, role, match.thing, newest)
        commits[f"the {role}"] = at(newest, "commit.id")
    yield _commits(stack, {who: str(commit)[:7] for who, commit in commits.items() if commit})


def _of_site(settings: Settings, world: "World") -> str | None:
    """The commit behind the site's host; that it cannot be read, its own line says."""
    with suppress(AccountError):
        commit = at(world.vercel(settings).deployment(site_host(settings)), "meta.githubCommitSha")
        return str(commit) if commit else None
    return None


def _commits(stack: str, commits: Mapping[str, str]) -> Check:
    what, said = "commits", ", ".join(f"{commit} behind {who}" for who, commit in commits.items())
    if len(set(commits.values())) > 1:
        do = "as it should be where a push touched one of them only; else deploy what is behind"
        return Check("note", stack, what, said, do)
    (commit,) = {*commits.values()} or {"a commit that nobody names"}
    return Check("ok", stack, what, f"{commit} behind all of them")


def _open(stack: str, role: str, service: Service) -> Check:
    what, there = f"Render {role}", f"see {service.dashboard_url}"
    if service.is_suspended:
        return Check("FAIL", stack, what, f"{service.name} is suspended", f"resume it: {there}")
    if at(service.model_dump(by_alias=True), "serviceDetails.maintenanceMode.enabled"):
        do = f"remove `api.maintenance` and update, or turn it off: {there}"
        return Check("FAIL", stack, what, f"{service.name} is in maintenance mode", do)
    return Check("ok", stack, what, f"{service.name} is not suspended and not in maintenance mode")


def _deployed(stack: str, settings: Settings, role: str, service: Service, newest: Any) -> Check:
    what = f"deploy of the {role}"
    if service.branch != settings.branch:
        found = f"{service.name} deploys {service.branch}, not {settings.branch}"
        return Check("FAIL", stack, what, found, f"`pulumi up --stack {stack} --refresh` puts it back")
    if newest is None:
        return Check("FAIL", stack, what, "there is none", f"`pulumi up --stack {stack}` makes one")
    status, of = newest.get("status"), at(newest, "commit.id")
    shown = f"{newest['id']}{f' of {str(of)[:7]}' if of else ''}"
    if newest.get("trigger") == "rollback":
        do = f"`python -m ops rollback --stack {stack} --done` leaves it"
        return Check("FAIL", stack, what, f"the newest, {shown}, is a rollback", do)
    if status != "live":
        do = "wait until it is live, or see its log in Render's dashboard and deploy again"
        return Check("FAIL", stack, what, f"the newest, {shown}, is {status}", do)
    return Check("ok", stack, what, f"the newest of {settings.branch}, {shown}, is live")
