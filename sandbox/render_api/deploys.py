"""Deploys of one service: start, list, read, cancel."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import shape
from sandbox.render_api.deploy_cycle import FINAL, deploys_of, finish, order_deploy
from sandbox.render_api.paging import equal, page, select
from sandbox.render_api.service_store import service_of
from sandbox.render_api.wire import Object, Refused, body_of, public, route

ORDER = {
    "clearCache": shape.choice("clear", "do_not_clear"),
    "commitId": shape.filled,
    "deployMode": shape.choice("build_and_deploy", "deploy_only"),
    "imageUrl": shape.not_emulated,
}


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the deploy routes."""
    return [
        route(cloud, "/services/{id}/deploys", GET=_list, POST=_create),
        route(cloud, "/services/{id}/deploys/{deploy}", GET=_get),
        route(cloud, "/services/{id}/deploys/{deploy}/cancel", POST=_cancel),
    ]


async def _create(cloud: Cloud, request: Request) -> Response:
    order = shape.checked(await body_of(request) or {}, ORDER)
    service = service_of(cloud, request)
    if service["suspended"] == "suspended":
        raise Refused(400, "cannot deploy suspended service")
    deploy_only = order.get("deployMode") == "deploy_only"
    if deploy_only and (order.get("commitId") or order.get("clearCache")):
        raise Refused(400, "deployMode cannot be combined with commitId, imageUrl or clearCache")
    commit_id = order.get("commitId")
    deploy = order_deploy(cloud, service, "api", deploy_only=deploy_only, commit_id=commit_id)
    return Response(status_code=202) if deploy["status"] == "queued" else JSONResponse(public(deploy), 201)


async def _list(cloud: Cloud, request: Request) -> Response:
    newest_first = reversed(deploys_of(cloud, service_of(cloud, request)))
    chosen = select(request, newest_first, {"status": equal("status")})
    return page(request, [(deploy["id"], {"deploy": public(deploy)}) for deploy in chosen])


async def _get(cloud: Cloud, request: Request) -> Response:
    return JSONResponse(public(_deploy_of(cloud, service_of(cloud, request), request)))


async def _cancel(cloud: Cloud, request: Request) -> Response:
    service = service_of(cloud, request)
    deploy = _deploy_of(cloud, service, request)
    if deploy["status"] in FINAL:
        raise Refused(400, "deploy is not in progress")
    finish(deploy, "canceled", cloud.now())
    return JSONResponse(public(deploy))


def _deploy_of(cloud: Cloud, service: Object, request: Request) -> Object:
    wanted = request.path_params["deploy"]
    for deploy in deploys_of(cloud, service):
        if deploy["id"] == wanted:
            return deploy
    raise Refused(404, f"not found: {wanted}")
