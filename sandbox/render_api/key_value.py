"""Key Value instances (formerly Redis): https://render.com/docs/key-value."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import plans
from sandbox.render_api.environments import environment_of
from sandbox.render_api.key_value_fields import change, creation, settle
from sandbox.render_api.key_value_store import current, new_instance, restart, shown
from sandbox.render_api.owners import owner_of
from sandbox.render_api.paging import contains, equal, page, select
from sandbox.render_api.switches import can_pay
from sandbox.render_api.wire import Object, Refused, body_of, fresh_stamps, route, table

FILTERS = {
    "name": contains("name"),
    "region": equal("region"),
    "environmentId": equal("environmentId"),
    "ownerId": lambda item, value: item["owner"]["id"] == value,
}


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the Key Value routes."""
    return [
        route(cloud, "/key-value", GET=_list, POST=_create),
        route(cloud, "/key-value/{id}", GET=_get, PATCH=_change, DELETE=_delete),
        route(cloud, "/key-value/{id}/connection-info", GET=_connection),
        route(cloud, "/key-value/{id}/suspend", POST=_suspend),
        route(cloud, "/key-value/{id}/resume", POST=_resume),
    ]


async def _create(cloud: Cloud, request: Request) -> Response:
    wish = creation(await body_of(request))
    owner = owner_of(cloud, wish["ownerId"])
    environment_of(cloud, wish.get("environmentId"), owner["id"])
    if wish["plan"] == "free":
        _first_free_one(cloud, owner["id"])
    can_pay(cloud, wish["plan"])
    item = new_instance(cloud, owner, wish)
    return JSONResponse(fresh_stamps(shown(cloud, item)), 201)


async def _list(cloud: Cloud, request: Request) -> Response:
    present = [current(cloud, item) for item in table(cloud, "keyValues").values()]
    chosen = select(request, present, FILTERS, ignored=("includePreviews",))
    items = [
        shown(cloud, item) | {"dashboardUrl": f"https://dashboard.render.com/r/{item['id']}"}
        for item in chosen
    ]
    return page(request, [(item["id"], {"keyValue": item}) for item in items])


async def _get(cloud: Cloud, request: Request) -> Response:
    return JSONResponse(shown(cloud, _found(cloud, request)))


async def _change(cloud: Cloud, request: Request) -> Response:
    wish = change(await body_of(request))
    item = _found(cloud, request)
    plan = str(wish.get("plan", item["plan"]))
    before, after = plans.size_of(item["plan"]), plans.size_of(plan)
    if after < before:
        raise Refused(400, "a Key Value plan cannot be downgraded")
    if "plan" in wish:
        can_pay(cloud, plan)
    options = dict(item["options"])
    settle(item, wish, cloud.now())
    if after > before:
        restart(cloud, item, "updating_instance", wiped=before == plans.size_of("free"))
    elif item["options"] != options:
        restart(cloud, item, "config_restart")
    return JSONResponse(shown(cloud, current(cloud, item)))


async def _delete(cloud: Cloud, request: Request) -> Response:
    del table(cloud, "keyValues")[_found(cloud, request)["id"]]
    return Response(status_code=204)


async def _connection(cloud: Cloud, request: Request) -> Response:
    item = _found(cloud, request)
    name, password, host = item["id"], item["_password"], f"{item['region']}-keyvalue.render.com"
    return JSONResponse(
        {
            "internalConnectionString": f"redis://{name}:6379",
            "externalConnectionString": f"rediss://{name}:{password}@{host}:6379",
            "cliCommand": f" REDISCLI_AUTH={password} valkey-cli --user {name} -h {host} -p 6379 --tls",
        }
    )


async def _suspend(cloud: Cloud, request: Request) -> Response:
    _found(cloud, request).update(_phases=["suspended"], _since=cloud.now())
    return Response(status_code=202)


async def _resume(cloud: Cloud, request: Request) -> Response:
    item = _found(cloud, request)
    if item["status"] == "suspended":
        item["status"] = "unavailable"
        restart(cloud, item, "unavailable")
    return Response(status_code=202)


def _first_free_one(cloud: Cloud, owner_id: str) -> None:
    for item in table(cloud, "keyValues").values():
        if item["owner"]["id"] == owner_id and item["plan"] == "free":
            raise Refused(400, "a workspace can have one free Key Value instance")


def _found(cloud: Cloud, request: Request) -> Object:
    wanted = request.path_params["id"]
    item: Object | None = table(cloud, "keyValues").get(wanted)
    if item is None:
        raise Refused(404, f"not found: {wanted}")
    return current(cloud, item)
