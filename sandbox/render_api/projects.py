"""Projects, each a group of environments: https://render.com/docs/projects."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import shape
from sandbox.render_api.environments import FIELDS, is_empty, new_environment
from sandbox.render_api.owners import owner_of
from sandbox.render_api.paging import equal, page, select
from sandbox.render_api.wire import Object, Refused, body_of, new_id, route, stamp, table

CREATE = {
    "name": shape.filled,
    "ownerId": shape.filled,
    "environments": shape.each(shape.record(FIELDS, ("name",))),
}
FILTERS = {"name": equal("name"), "ownerId": lambda item, value: item["owner"]["id"] == value}


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the project routes."""
    return [
        route(cloud, "/projects", GET=_list, POST=_create),
        route(cloud, "/projects/{id}", GET=_get, PATCH=_change, DELETE=_delete),
    ]


async def _create(cloud: Cloud, request: Request) -> Response:
    wish = shape.checked(await body_of(request), CREATE, tuple(CREATE))
    now = stamp(cloud.now())
    owner = owner_of(cloud, wish["ownerId"])
    project: Object = {"id": new_id("prj-"), "name": wish["name"], "owner": owner}
    project |= {"createdAt": now, "updatedAt": now}
    table(cloud, "projects")[project["id"]] = project
    for environment in wish["environments"]:
        new_environment(cloud, project["id"], environment)
    return JSONResponse(_shown(cloud, project), 201)


async def _list(cloud: Cloud, request: Request) -> Response:
    chosen = select(request, table(cloud, "projects").values(), FILTERS)
    return page(request, [(project["id"], {"project": _shown(cloud, project)}) for project in chosen])


async def _get(cloud: Cloud, request: Request) -> Response:
    return JSONResponse(_shown(cloud, _found(cloud, request)))


async def _change(cloud: Cloud, request: Request) -> Response:
    wish = shape.checked(await body_of(request), {"name": shape.filled}, ("name",))
    project = _found(cloud, request)
    project.update(name=wish["name"], updatedAt=stamp(cloud.now()))
    return JSONResponse(_shown(cloud, project))


async def _delete(cloud: Cloud, request: Request) -> Response:
    project = _found(cloud, request)
    inside = _environments_of(cloud, project)
    if not all(is_empty(cloud, environment_id) for environment_id in inside):
        raise Refused(409, "all environments of a project must be empty before it can be deleted")
    for environment_id in inside:
        del table(cloud, "environments")[environment_id]
    del table(cloud, "projects")[project["id"]]
    return Response(status_code=204)


def _shown(cloud: Cloud, project: Object) -> Object:
    return project | {"environmentIds": _environments_of(cloud, project)}


def _environments_of(cloud: Cloud, project: Object) -> list[str]:
    environments = table(cloud, "environments").values()
    return [item["id"] for item in environments if item["projectId"] == project["id"]]


def _found(cloud: Cloud, request: Request) -> Object:
    wanted = request.path_params["id"]
    project: Object | None = table(cloud, "projects").get(wanted)
    if project is None:
        raise Refused(404, f"not found: {wanted}")
    return project
