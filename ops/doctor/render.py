"""The Render workspace, what exists in it, and its limits."""

import os
from collections.abc import Collection, Iterator

from config.derived import api_host, repository
from config.settings import Settings
from ops.accounts import matches
from ops.doctor.check import Check, reached
from render.client import RenderClient
from render.errors import GRANT, GoneError
from render.service_settings import canonical_repo
from render.session import from_environment
from render.wire import KeyValue, Service, parse

# render.com/docs/custom-domains: two in all on a workspace without a paid plan.
FREE_DOMAINS = 2


def checks(stack: str, settings: Settings, managed: Collection[str]) -> Iterator[Check]:
    """Everything about Render. `managed`: the ids in the state."""
    yield from reached(stack, "Render", lambda: _looked_at(stack, settings, managed))


def _looked_at(stack: str, settings: Settings, managed: Collection[str]) -> Iterator[Check]:
    client, owner = from_environment(os.environ), settings.render.owner_id
    try:
        workspace = client.get(f"/owners/{owner}")
    except GoneError:
        others = [f"{row['name']} ({row['id']})" for row in client.pages("/owners", "owner")]
        do = f"write another `render.ownerId`; this key sees {', '.join(others) or 'none'}"
        yield Check("FAIL", stack, "Render workspace", f"{owner} is not one that this key sees", do)
        return
    yield Check("ok", stack, "Render workspace", f"{workspace['name']} ({owner})")
    services = [parse(Service, row) for row in client.pages("/services", "service", {"ownerId": owner})]
    yield _repository(stack, settings, services)
    found = {role: matches.service(client, settings, role) for role in matches.ROLES}
    for role, match in found.items():
        yield _service(stack, settings, role, match, managed)
        if match and match.thing.is_suspended:
            yield _suspended(stack, f"Render {role} {match.thing.name}", match.thing)
    yield _redis(stack, settings, matches.key_value(client, settings), managed)
    web = [service for service in services if service.type == matches.TYPES["api"]]
    yield from _domains(stack, settings, client, web, found["api"])


def _service(
    stack: str,
    settings: Settings,
    role: matches.Role,
    match: "matches.Match[Service] | None",
    managed: Collection[str],
) -> Check:
    spec = matches.of_role(settings, role)
    what = f"Render {role} {spec.name}"
    if match is None:
        return Check("ok", stack, what, "is not there yet; an update creates it")
    service = match.thing
    if differing := _fixed(settings, service, role):
        do = "choose another name, or move that service first: none of this can be changed by an update"
        return Check("FAIL", stack, what, f"{service.id} exists, but {'; '.join(differing)}", do)
    if service.id in managed:
        return Check("ok", stack, what, f"{service.id} is this stack's")
    if spec.adopt is not None:
        return Check("ok", stack, what, f"{service.id} will be adopted")
    do = f"`python -m ops adopt --stack {stack}` takes it over"
    return Check("note", stack, what, f"{service.id} exists, found {match.how}", do)


def _repository(stack: str, settings: Settings, services: Collection[Service]) -> Check:
    """What the API lets nobody ask: a service that is there is the only sign that Render may read it."""
    what, repo = "Render's access to the repository", repository(settings)
    count = sum(canonical_repo(service.repo) == canonical_repo(repo) for service in services)
    if count:
        found = f"{count} service{'s build' if count > 1 else ' of this workspace builds'} from {repo}"
        return Check("ok", stack, what, found)
    found = f"no service of this workspace builds from {repo} yet, so nobody can tell before the first create"
    return Check("note", stack, what, found, f"if it is private, {GRANT}")


def _suspended(stack: str, what: str, service: Service) -> Check:
    if service.is_suspended_by_render:
        why = f"Render has suspended it ({', '.join(service.suspenders)})"
        return Check("FAIL", stack, what, why, f"settle that at {service.dashboard_url}")
    do = f"resume it at {service.dashboard_url}; until then nothing is deployed to it"
    return Check("note", stack, what, "a person has suspended it", do)


def _fixed(settings: Settings, service: Service, role: matches.Role) -> list[str]:
    repo, wanted = canonical_repo(service.repo), canonical_repo(repository(settings))
    facts = {
        "type": (service.type, matches.TYPES[role]),
        "region": (service.service_details.region, settings.render.region),
        "repository": (repo, wanted),
    }
    return [f"its {name} is {live}, not {own}" for name, (live, own) in facts.items() if live != own]


def _redis(stack: str, settings: Settings, instance: KeyValue | None, managed: Collection[str]) -> Check:
    spec, what = settings.redis, f"Render Key Value {settings.redis.name}"
    if instance is None:
        if spec.mode == "shared":
            return Check("FAIL", stack, what, "is not there", "bring up the stack that owns it first")
        return Check("ok", stack, what, "is not there yet; an update creates it")
    if instance.region != settings.render.region:
        do = "a region never changes: correct `render.region` or the name"
        return Check("FAIL", stack, what, f"is in {instance.region}, not {settings.render.region}", do)
    if spec.mode == "shared":
        return Check("ok", stack, what, f"{instance.id} is looked up")
    if instance.id in managed:
        return Check("ok", stack, what, f"{instance.id} is this stack's")
    if spec.adopt:
        return Check("ok", stack, what, f"{instance.id} will be adopted")
    return Check(
        "note", stack, what, f"{instance.id} exists", f"`python -m ops adopt --stack {stack}` takes it over"
    )


def _domains(
    stack: str,
    settings: Settings,
    client: RenderClient,
    services: Collection[Service],
    api: "matches.Match[Service] | None",
) -> Iterator[Check]:
    taken: dict[str, str] = {}
    for service in services:
        for domain in client.pages(f"/services/{service.id}/custom-domains", "customDomain"):
            taken[domain["name"]] = service.name
    host, names = api_host(settings), {settings.api.name, *([api.thing.name] if api else [])}
    if host in taken and taken[host] not in names:
        do = "remove it there first: a domain is on one service only"
        yield Check("FAIL", stack, f"domain {host}", f"is on the Render service {taken[host]}", do)
    count = len({*taken, host})
    if count > FREE_DOMAINS:
        do = f"a workspace without a paid plan may have {FREE_DOMAINS}, and refuses the next"
        yield Check("note", stack, "Render's limit of domains", f"{count} custom domains in all", do)
