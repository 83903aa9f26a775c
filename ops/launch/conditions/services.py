"""The API and the worker at Render: running what was deployed last, open to everybody."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from config.settings import Settings
from ops.accounts import matches
from ops.doctor.check import Check
from render.settings import at
from render.wire import Service

if TYPE_CHECKING:
    from ops.launch.conditions.world import World


def checks(stack: str, world: "World") -> Iterator[Check]:
    """Lines for each service, then whether both run one commit. Raises RenderError."""
    settings, commits = world.stacks[stack], dict[str, str]()
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
        if commit := at(newest, "commit.id"):
            commits[role] = str(commit)[:7]
    if len(set(commits.values())) > 1:
        found = ", ".join(f"the {role} runs {commit}" for role, commit in commits.items())
        do = "as it should be where a push touched one of them only; else deploy the other"
        yield Check("note", stack, "commits at Render", found, do)


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
