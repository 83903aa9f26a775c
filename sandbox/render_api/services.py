"""Web services and background workers: create, list, read, change, delete, suspend, resume, scale."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import service_fields, shape
from sandbox.render_api.deploy_cycle import order_deploy
from sandbox.render_api.env_set import env_from
from sandbox.render_api.owners import owner_of
from sandbox.render_api.paging import contains, equal, page, select
from sandbox.render_api.service_reply import new_service, settle
from sandbox.render_api.service_store import service_of
from sandbox.render_api.wire import Object, Refused, body_of, fresh_stamps, public, route, stamp, table

FILTERS = {
    # Substring: the stricter reading of "Filter by name", which nobody has decided by experiment.
    "name": contains("name"),
    "type": equal("type"),
    "ownerId": equal("ownerId"),
    "suspended": equal("suspended"),
    "region": lambda service, value: service["serviceDetails"]["region"] == value,
    "env": lambda service, value: service["serviceDetails"]["env"] == value,
}


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the service routes."""
    return [
        route(cloud, "/services", GET=_list, POST=_create),
        route(cloud, "/services/{id}", GET=_get, PATCH=_change, DELETE=_delete),
        route(cloud, "/services/{id}/suspend", POST=_suspend),
        route(cloud, "/services/{id}/resume", POST=_resume),
        route(cloud, "/services/{id}/scale", POST=_scale),
    ]


async def _create(cloud: Cloud, request: Request) -> Response:
    wish = service_fields.creation(await body_of(request))
    env = env_from(wish.get("envVars", []))
    owner_of(cloud, wish["ownerId"])
    _name_is_free(cloud, wish["ownerId"], wish["name"])
    services = table(cloud, "services")
    service = new_service(wish, {other["slug"] for other in services.values()}, cloud.now())
    service["_env"] = env
    services[service["id"]] = service
    deploy = order_deploy(cloud, service, "api")
    return JSONResponse({"service": fresh_stamps(public(service)), "deployId": deploy["id"]}, 201)


async def _list(cloud: Cloud, request: Request) -> Response:
    chosen = select(request, table(cloud, "services").values(), FILTERS, ignored=("includePreviews",))
    return page(request, [(service["id"], {"service": public(service)}) for service in chosen])


async def _get(cloud: Cloud, request: Request) -> Response:
    return JSONResponse(public(service_of(cloud, request)))


async def _change(cloud: Cloud, request: Request) -> Response:
    body = await body_of(request)
    service = service_of(cloud, request)
    wish = service_fields.change(service, body)
    if wish.get("name", service["name"]) != service["name"]:
        _name_is_free(cloud, service["ownerId"], wish["name"])
    settle(service, wish, cloud.now())
    return JSONResponse(public(service))


async def _delete(cloud: Cloud, request: Request) -> Response:
    service_id = service_of(cloud, request)["id"]
    del table(cloud, "services")[service_id]
    table(cloud, "deploys").pop(service_id, None)
    domains = table(cloud, "domains")
    for domain_id in [key for key, domain in domains.items() if domain["_service"] == service_id]:
        del domains[domain_id]
    return Response(status_code=204)


async def _suspend(cloud: Cloud, request: Request) -> Response:
    _set_suspended(cloud, service_of(cloud, request), ["user"])
    return Response(status_code=202)


async def _resume(cloud: Cloud, request: Request) -> Response:
    service = service_of(cloud, request)
    if service["suspended"] == "suspended":
        _set_suspended(cloud, service, [])
        order_deploy(cloud, service, "service_resumed")
    return Response(status_code=202)


async def _scale(cloud: Cloud, request: Request) -> Response:
    fields = {"numInstances": shape.whole(1, 100)}
    wanted = shape.checked(await body_of(request), fields, ("numInstances",))["numInstances"]
    service = service_of(cloud, request)
    if service["serviceDetails"]["plan"] == "free" and wanted > 1:
        raise Refused(400, "plan free has one instance")
    service["serviceDetails"]["numInstances"] = wanted
    return Response(status_code=202)


def _set_suspended(cloud: Cloud, service: Object, suspenders: list[str]) -> None:
    state = "suspended" if suspenders else "not_suspended"
    service.update(suspended=state, suspenders=suspenders, updatedAt=stamp(cloud.now()))


def _name_is_free(cloud: Cloud, owner_id: str, name: str) -> None:
    """Names are unique within a workspace; Render has not published the error, 400 is assumed."""
    for service in table(cloud, "services").values():
        if service["ownerId"] == owner_id and service["name"] == name:
            raise Refused(400, f"name already in use: {name}")
