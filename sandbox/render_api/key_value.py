"""Key Value instances (formerly Redis): https://render.com/docs/key-value."""

import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import plans
from sandbox.render_api.key_value_fields import DEFAULT_POLICY, change, creation, settle
from sandbox.render_api.owners import owner_of
from sandbox.render_api.paging import contains, equal, page, select
from sandbox.render_api.wire import (
    Object,
    Refused,
    body_of,
    fresh_stamps,
    new_id,
    public,
    route,
    stamp,
    table,
)

FILTERS = {
    "name": contains("name"),
    "region": equal("region"),
    "ownerId": lambda item, value: item["owner"]["id"] == value,
}


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the Key Value routes."""
    return [
        route(cloud, "/key-value", GET=_list, POST=_create),
        route(cloud, "/key-value/{id}", GET=_get, PATCH=_change, DELETE=_delete),
        route(cloud, "/key-value/{id}/connection-info", GET=_connection),
    ]


async def _create(cloud: Cloud, request: Request) -> Response:
    wish = creation(await body_of(request))
    owner = owner_of(cloud, wish["ownerId"])
    if wish["plan"] == "free":
        _first_free_one(cloud, owner["id"])
    now = cloud.now()
    item: Object = {
        "id": new_id("red-"),
        "region": wish.get("region") or "oregon",
        "status": "unknown",
        "version": "8.1.4",
        "owner": owner,
        "options": {"maxmemoryPolicy": DEFAULT_POLICY},
        "ipAllowList": None,
        "createdAt": stamp(now),
        "_password": secrets.token_urlsafe(24),
        "_phases": ["unknown", "creating", "available"],
        "_since": now,
    }
    settle(item, wish, now)
    table(cloud, "keyValues")[item["id"]] = item
    return JSONResponse(fresh_stamps(public(item)), 201)


async def _list(cloud: Cloud, request: Request) -> Response:
    present = [current(cloud, item) for item in table(cloud, "keyValues").values()]
    chosen = select(request, present, FILTERS, ignored=("includePreviews",))
    shown = [
        public(item) | {"dashboardUrl": f"https://dashboard.render.com/r/{item['id']}"} for item in chosen
    ]
    return page(request, [(item["id"], {"keyValue": item}) for item in shown])


async def _get(cloud: Cloud, request: Request) -> Response:
    return JSONResponse(public(_found(cloud, request)))


async def _change(cloud: Cloud, request: Request) -> Response:
    wish = change(await body_of(request))
    item = _found(cloud, request)
    plan = str(wish.get("plan", item["plan"]))
    before, after = plans.size_of(item["plan"]), plans.size_of(plan)
    if after < before:
        raise Refused(400, "a Key Value plan cannot be downgraded")
    settle(item, wish, cloud.now())
    if after > before:
        item.update(_phases=["updating_instance", "available"], _since=cloud.now())
    return JSONResponse(public(current(cloud, item)))


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


def _first_free_one(cloud: Cloud, owner_id: str) -> None:
    for item in table(cloud, "keyValues").values():
        if item["owner"]["id"] == owner_id and item["plan"] == "free":
            raise Refused(400, "a workspace can have one free Key Value instance")


def current(cloud: Cloud, item: Object) -> Object:
    """Return `item` with its status as of now: one phase per stage of the clock."""
    last = len(item["_phases"]) - 1
    elapsed = cloud.now() - item["_since"]
    reached = last if cloud.stage_seconds == 0 else min(last, int(elapsed / cloud.stage_seconds))
    item["status"] = item["_phases"][reached]
    return item


def _found(cloud: Cloud, request: Request) -> Object:
    wanted = request.path_params["id"]
    item: Object | None = table(cloud, "keyValues").get(wanted)
    if item is None:
        raise Refused(404, f"not found: {wanted}")
    return current(cloud, item)
