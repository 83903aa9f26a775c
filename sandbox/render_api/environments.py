"""Environments of projects, and which services and Key Value instances are in them."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import shape
from sandbox.render_api.paging import equal, page, select
from sandbox.render_api.wire import Object, Refused, body_of, new_id, route, table

FIELDS = {
    "name": shape.filled,
    "protectedStatus": shape.choice("protected", "unprotected"),
    "networkIsolationEnabled": shape.boolean,
    "ipAllowList": shape.not_emulated,
}
CREATE = FIELDS | {"projectId": shape.filled}
# What an environment lists, and the table that holds it; the sandbox has no databases and env groups.
MEMBERS = {"serviceIds": "services", "databasesIds": None, "redisIds": "keyValues", "envGroupIds": None}


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the environment routes."""
    return [
        route(cloud, "/environments", GET=_list, POST=_create),
        route(cloud, "/environments/{id}", GET=_get, PATCH=_change, DELETE=_delete),
        route(cloud, "/environments/{id}/resources", POST=_add, DELETE=_remove),
    ]


def new_environment(cloud: Cloud, project_id: str, wish: Object) -> Object:
    """Add an environment with the checked fields of `wish` to a project."""
    environment: Object = {
        "id": new_id("evm-"),
        "name": wish["name"],
        "projectId": project_id,
        "protectedStatus": wish.get("protectedStatus") or "unprotected",
        "networkIsolationEnabled": bool(wish.get("networkIsolationEnabled")),
    }
    table(cloud, "environments")[environment["id"]] = environment
    return environment


def environment_of(cloud: Cloud, environment_id: str | None, owner_id: str) -> None:
    """Accept the environment that a create request names, and none. Raises Refused 400 for a foreign one."""
    if environment_id is None:
        return
    environment = table(cloud, "environments").get(environment_id)
    if environment is None or _owner_id(cloud, environment) != owner_id:
        raise Refused(400, "invalid environmentId")


def is_empty(cloud: Cloud, environment_id: str) -> bool:
    """Tell whether nothing is in the environment."""
    return not any(_members(cloud, environment_id).values())


async def _create(cloud: Cloud, request: Request) -> Response:
    wish = shape.checked(await body_of(request), CREATE, ("name", "projectId"))
    if wish["projectId"] not in table(cloud, "projects"):
        raise Refused(404, f"not found: {wish['projectId']}")
    return JSONResponse(_shown(cloud, new_environment(cloud, wish["projectId"], wish)), 201)


async def _list(cloud: Cloud, request: Request) -> Response:
    if not request.query_params.get("projectId"):
        raise Refused(400, "projectId is required")
    filters = {"projectId": equal("projectId"), "name": equal("name")}
    chosen = select(request, table(cloud, "environments").values(), filters)
    return page(request, [(item["id"], {"environment": _shown(cloud, item)}) for item in chosen])


async def _get(cloud: Cloud, request: Request) -> Response:
    return JSONResponse(_shown(cloud, _found(cloud, request)))


async def _change(cloud: Cloud, request: Request) -> Response:
    wish = shape.checked(await body_of(request), FIELDS)
    environment = _found(cloud, request)
    environment.update({key: value for key, value in wish.items() if value is not None})
    return JSONResponse(_shown(cloud, environment))


async def _delete(cloud: Cloud, request: Request) -> Response:
    environment = _found(cloud, request)
    if not is_empty(cloud, environment["id"]):
        raise Refused(409, "an environment must be empty before it can be deleted")
    del table(cloud, "environments")[environment["id"]]
    return Response(status_code=204)


async def _add(cloud: Cloud, request: Request) -> Response:
    fields = {"resourceIds": shape.each(shape.filled)}
    wanted = shape.checked(await body_of(request), fields, ("resourceIds",))["resourceIds"]
    environment = _found(cloud, request)
    resources = [_resource(cloud, resource_id) for resource_id in wanted]
    for resource in resources:
        if _owner_of(resource) != _owner_id(cloud, environment):
            raise Refused(400, f"{resource['id']} belongs to another workspace")
    for resource in resources:
        resource["environmentId"] = environment["id"]
    return JSONResponse(_shown(cloud, environment), 201)


async def _remove(cloud: Cloud, request: Request) -> Response:
    wanted = [name for name in request.query_params.get("resourceIds", "").split(",") if name]
    if not wanted:
        raise Refused(400, "resourceIds is required")
    # 204 whatever the environment's id is, as recorded; what is not in it stays where it is.
    inside = _members(cloud, request.path_params["id"])
    for resource_id in {item for items in inside.values() for item in items} & set(wanted):
        del _resource(cloud, resource_id)["environmentId"]
    return Response(status_code=204)


def _members(cloud: Cloud, environment_id: str) -> dict[str, list[str]]:
    return {
        key: [
            item["id"]
            for item in (table(cloud, name).values() if name else ())
            if item.get("environmentId") == environment_id
        ]
        for key, name in MEMBERS.items()
    }


def _shown(cloud: Cloud, environment: Object) -> Object:
    # An empty list reads null, as it may: the stricter test of a client.
    return environment | {key: ids or None for key, ids in _members(cloud, environment["id"]).items()}


def _resource(cloud: Cloud, resource_id: str) -> Object:
    for name in filter(None, MEMBERS.values()):
        found: Object | None = table(cloud, name).get(resource_id)
        if found:
            return found
    raise Refused(404, f"not found: {resource_id}")


def _owner_of(resource: Object) -> str:
    return str(resource["ownerId"] if "ownerId" in resource else resource["owner"]["id"])


def _owner_id(cloud: Cloud, environment: Object) -> str:
    return str(table(cloud, "projects")[environment["projectId"]]["owner"]["id"])


def _found(cloud: Cloud, request: Request) -> Object:
    wanted = request.path_params["id"]
    environment: Object | None = table(cloud, "environments").get(wanted)
    if environment is None:
        raise Refused(404, f"not found: {wanted}")
    return environment
