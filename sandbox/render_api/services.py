"""Web services and background workers: create, list, read, change, delete."""

from sandbox.cloud import Cloud
from sandbox.http import Call, Json, Row
from sandbox.render_api import service_bodies
from sandbox.render_api.deploy_cycle import add_deploy, advance, service_of
from sandbox.render_api.env_vars import env_from
from sandbox.render_api.paging import Match, OneOf, contains, equal, one_of, page, select
from sandbox.render_api.service_bodies import OTHER_RUNTIMES, REGIONS, RUNTIMES
from sandbox.render_api.service_reply import apply_body, new_service, shown
from sandbox.render_api.wire import Refused, fresh_stamps, table
from sandbox.render_api.workspace import owner_of, refuse_unreadable, refuse_without_card

ALL_RUNTIMES = (*RUNTIMES, *OTHER_RUNTIMES)
FILTERS: dict[str, Match] = {
    # Substring: the stricter reading of "Filter by name", which nobody has decided by experiment.
    "name": contains("name"),
    "type": one_of("type", *service_bodies.TYPES, *service_bodies.OTHER_TYPES),
    "ownerId": equal("ownerId"),
    "suspended": one_of("suspended", "suspended", "not_suspended"),
    "region": OneOf(lambda s, value: s["serviceDetails"]["region"] == value, frozenset(REGIONS)),
    "env": OneOf(lambda s, value: s["serviceDetails"]["env"] == value, frozenset(ALL_RUNTIMES)),
}


def _create(call: Call) -> Json:
    cloud, wish = call.cloud, service_bodies.creation(call.body)
    env = env_from(wish.get("envVars", []))
    owner_of(cloud, wish["ownerId"])
    refuse_unreadable(cloud, wish["repo"])
    _refuse_unreachable(cloud, wish["serviceDetails"])
    _refuse_taken(cloud, wish["ownerId"], wish["name"])
    refuse_without_card(cloud, wish["serviceDetails"]["plan"])
    services = table(cloud, "services")
    service = new_service(wish, {other["slug"] for other in services.values()}, cloud.now())
    service["_env"] = env
    services[service["id"]] = service
    deploy = add_deploy(cloud, service, "api")
    return {"service": fresh_stamps(shown(cloud, service)), "deployId": deploy["id"]}


def _list(call: Call) -> list[Json]:
    chosen = select(call, table(call.cloud, "services").values(), FILTERS, ignored=("includePreviews",))
    for service in chosen:
        advance(call.cloud, service)
    return page(call, [(service["id"], {"service": shown(call.cloud, service)}) for service in chosen])


def _get(call: Call) -> Json:
    return shown(call.cloud, service_of(call))


def _change(call: Call) -> Json:
    cloud, service = call.cloud, service_of(call)
    wish = service_bodies.change(service, call.body)
    if "repo" in wish:
        refuse_unreadable(cloud, wish["repo"])
    if wish.get("name", service["name"]) != service["name"]:
        _refuse_taken(cloud, service["ownerId"], wish["name"])
    if "plan" in wish["serviceDetails"]:
        refuse_without_card(cloud, wish["serviceDetails"]["plan"])
    _refuse_unreachable(cloud, wish["serviceDetails"], service["id"])
    apply_body(service, wish, cloud.now())
    return shown(cloud, service)


def _delete(call: Call) -> None:
    service_id = service_of(call)["id"]
    del table(call.cloud, "services")[service_id]
    table(call.cloud, "deploys").pop(service_id, None)
    domains = table(call.cloud, "domains")
    for domain_id in [key for key, domain in domains.items() if domain["_service"] == service_id]:
        del domains[domain_id]


def _refuse_taken(cloud: Cloud, owner_id: str, name: str) -> None:
    """Names are unique within a workspace; Render has not published the error, 400 is assumed."""
    for service in table(cloud, "services").values():
        if service["ownerId"] == owner_id and service["name"] == name:
            raise Refused(400, f"name already in use: {name}")


def _refuse_unreachable(cloud: Cloud, details: Json, service_id: str | None = None) -> None:
    """Without its onrender.com name a service needs another one: https://render.com/docs/custom-domains."""
    if details.get("renderSubdomainPolicy") == "disabled" and not any(
        domain["_service"] == service_id for domain in table(cloud, "domains").values()
    ):
        raise Refused(400, "renderSubdomainPolicy disabled needs at least one custom domain")


ROUTES: list[Row] = [
    ("GET", "/services", _list, 200),
    ("POST", "/services", _create, 201),
    ("GET", "/services/{id}", _get, 200),
    ("PATCH", "/services/{id}", _change, 200),
    ("DELETE", "/services/{id}", _delete, 204),
]
