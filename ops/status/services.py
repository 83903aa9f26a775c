"""API and worker: what runs at Render, and what stands in its way."""

from collections.abc import Iterator
from dataclasses import replace

from config.settings import Api, Settings
from ops.accounts.matches import Role, of_role
from ops.doctor.check import Check
from ops.status.known import SERVICES
from ops.status.model import Release, Service
from ops.status.part import missing, or_refused
from ops.status.sources import Sources
from render import wire
from render.settings import at

_UNDER_WAY = ("created", "queued", "build_in_progress", "pre_deploy_in_progress", "update_in_progress")


def looked(stack: str, role: Role, sources: Sources) -> Service:
    """The service of a role."""
    settings = sources.settings(stack)
    url = settings.api_url if role == "api" else None
    service = Service(role=role, name=of_role(settings, role).name, url=url)
    return or_refused(service, stack, role, lambda: _filled(service, stack, settings, sources))


def _filled(service: Service, stack: str, settings: Settings, sources: Sources) -> Service:
    role, live = service.role, sources.service(stack, service.role)
    if live is None:
        state, do = sources.state(stack), f"`pulumi up --stack {stack}` makes it"
        is_known = (SERVICES[role], role) in state.objects
        gone = missing(stack, role, f"{service.name} at Render", is_known, do)
        return replace(service, checks=(gone,) if state.is_up else ())
    details = live.service_details.model_dump(by_alias=True)
    newest = sources.newest_deploy(live.id)
    filled = replace(
        service,
        plan=details.get("plan"),
        instances=details.get("numInstances"),
        deploy=_release(newest) if newest else None,
        suspended=live.is_suspended,
        maintenance=bool(at(details, "maintenanceMode.enabled")) if role == "api" else None,
    )
    checks = _checks(stack, filled, newest, live.dashboard_url, _is_wanted(settings))
    return replace(filled, checks=tuple(checks))


def _release(deploy: wire.Deploy) -> Release:
    commit = deploy.commit.id if deploy.commit else None
    return Release(id=deploy.id, status=deploy.status, commit=commit, at=deploy.created_at)


def _is_wanted(settings: Settings) -> bool:
    """Whether the file has the maintenance page on."""
    api: Api = settings.api
    return bool(api.maintenance and api.maintenance.enabled)


def _checks(
    stack: str, service: Service, newest: wire.Deploy | None, dashboard: str, wanted: bool
) -> Iterator[Check]:
    role, there = service.role, f"see {dashboard}"
    if service.suspended:
        # What it deployed last says nothing while it stands still.
        yield Check("FAIL", stack, role, f"{service.name} is suspended", f"resume it: {there}")
        return
    if service.maintenance and wanted:
        found = "in maintenance: visitors get a page instead, as `api.maintenance` says"
        yield Check("note", stack, role, found, "remove that and update to open it")
    elif service.maintenance:
        found = "in maintenance: visitors get a page instead, and the file does not say so"
        yield Check("FAIL", stack, role, found, f"turn it off: {there}")
    if newest is None:
        do = f"`pulumi up --stack {stack}` makes one"
        yield Check("FAIL", stack, role, f"{service.name} was never deployed", do)
    elif newest.status in _UNDER_WAY:
        yield Check("note", stack, role, f"the newest deploy, {newest.id}, is {newest.status}")
    elif newest.status != "live":
        found = f"the newest deploy, {newest.id}, is {newest.status}; what was live before still is"
        yield Check("FAIL", stack, role, found, f"read its log and deploy again: {there}")
    elif newest.trigger == "rollback":
        do = f"`python -m ops rollback --stack {stack} --done` leaves it"
        yield Check("note", stack, role, f"the newest deploy, {newest.id}, is a rollback", do)
