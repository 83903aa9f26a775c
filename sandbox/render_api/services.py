"""Web services and background workers: create, list, read, change, delete."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import service_fields
from sandbox.render_api.deploy_cycle import order_deploy
from sandbox.render_api.env_set import env_from
from sandbox.render_api.environments import environment_of
from sandbox.render_api.owners import owner_of
from sandbox.render_api.paging import contains, equal, page, select
from sandbox.render_api.service_reply import new_service, settle
from sandbox.render_api.service_store import service_of, shown
from sandbox.render_api.switches import can_pay
from sandbox.render_api.wire import Refused, body_of, fresh_stamps, route, table

FILTERS = {
    # Substring: the stricter reading of "Filter by name", which nobody has decided by experiment.
    "name": contains("name"),
    "type": equal("type"),
    "ownerId": equal("ownerId"),
    "suspended": equal("suspended"),
    "environmentId": equal("environmentId"),
    "region": lambda service, value: service["serviceDetails"]["region"] == value,
    "env": lambda service, value: service["serviceDetails"]["env"] == value,
}
# https://render.com/docs/custom-domains
NO_DOMAIN = "renderSubdomainPolicy disabled needs at least one custom domain"


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the service routes."""
    return [
        route(cloud, "/services", GET=_list, POST=_create),
        route(cloud, "/services/{id}", GET=_get, PATCH=_change, DELETE=_delete),
    ]


async def _create(cloud: Cloud, request: Request) -> Response:
    wish = service_fields.creation(await body_of(request))
    env = env_from(wish.get("envVars", []))
    owner_of(cloud, wish["ownerId"])
    if wish["serviceDetails"].get("renderSubdomainPolicy") == "disabled":
        raise Refused(400, NO_DOMAIN)
    environment_of(cloud, wish.get("environmentId"), wish["ownerId"])
    _name_is_free(cloud, wish["ownerId"], wish["name"])
    can_pay(cloud, wish["serviceDetails"]["plan"])
    services = table(cloud, "services")
    service = new_service(wish, {other["slug"] for other in services.values()}, cloud.now())
    service["_env"] = env
    services[service["id"]] = service
    deploy = order_deploy(cloud, service, "api")
    return JSONResponse({"service": fresh_stamps(shown(cloud, service)), "deployId": deploy["id"]}, 201)


async def _list(cloud: Cloud, request: Request) -> Response:
    chosen = select(request, table(cloud, "services").values(), FILTERS, ignored=("includePreviews",))
    return page(request, [(service["id"], {"service": shown(cloud, service)}) for service in chosen])


async def _get(cloud: Cloud, request: Request) -> Response:
    return JSONResponse(shown(cloud, service_of(cloud, request)))


async def _change(cloud: Cloud, request: Request) -> Response:
    body = await body_of(request)
    service = service_of(cloud, request)
    wish = service_fields.change(service, body)
    if wish.get("name", service["name"]) != service["name"]:
        _name_is_free(cloud, service["ownerId"], wish["name"])
    if "plan" in wish["serviceDetails"]:
        can_pay(cloud, wish["serviceDetails"]["plan"])
    if wish["serviceDetails"].get("renderSubdomainPolicy") == "disabled":
        _has_domain(cloud, service["id"])
    settle(service, wish, cloud.now())
    return JSONResponse(shown(cloud, service))


async def _delete(cloud: Cloud, request: Request) -> Response:
    service_id = service_of(cloud, request)["id"]
    del table(cloud, "services")[service_id]
    table(cloud, "deploys").pop(service_id, None)
    domains = table(cloud, "domains")
    for domain_id in [key for key, domain in domains.items() if domain["_service"] == service_id]:
        del domains[domain_id]
    return Response(status_code=204)


def _name_is_free(cloud: Cloud, owner_id: str, name: str) -> None:
    """Names are unique within a workspace; Render has not published the error, 400 is assumed."""
    for service in table(cloud, "services").values():
        if service["ownerId"] == owner_id and service["name"] == name:
            raise Refused(400, f"name already in use: {name}")


def _has_domain(cloud: Cloud, service_id: str) -> None:
    """Without its onrender.com name a service must be reachable by another one."""
    if not any(domain["_service"] == service_id for domain in table(cloud, "domains").values()):
        raise Refused(400, NO_DOMAIN)
