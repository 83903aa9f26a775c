"""Workspaces: `GET /owners` and `GET /owners/{id}`."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api.paging import equal, page, select
from sandbox.render_api.wire import Object, Refused, route, table


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the owner routes."""
    return [route(cloud, "/owners", GET=_list), route(cloud, "/owners/{id}", GET=_get)]


def owner_of(cloud: Cloud, owner_id: str) -> Object:
    """Return the workspace that a create request names. Raises Refused 400 when the key does not see it."""
    found: Object | None = table(cloud, "owners").get(owner_id)
    if found is None:
        raise Refused(400, "invalid ownerId")
    return found


async def _list(cloud: Cloud, request: Request) -> Response:
    filters = {"name": equal("name"), "email": equal("email")}
    owners = select(request, table(cloud, "owners").values(), filters)
    return page(request, [(owner["id"], {"owner": owner}) for owner in owners])


async def _get(cloud: Cloud, request: Request) -> Response:
    owner = table(cloud, "owners").get(request.path_params["id"])
    if owner is None:
        raise Refused(404, f"not found: {request.path_params['id']}")
    return JSONResponse(owner)
