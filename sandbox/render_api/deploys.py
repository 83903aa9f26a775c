"""Deploys of one service: start, list, read, cancel."""

from typing import Literal

from starlette.responses import Response

from sandbox.body import Body, Filled
from sandbox.http import Call, Json, Row, public
from sandbox.render_api.deploy_cycle import FINAL, RUNNING, add_deploy, deploys_of, finish, service_of
from sandbox.render_api.paging import one_of, page, select
from sandbox.render_api.service_bodies import NotEmulated
from sandbox.render_api.wire import Refused, checked, not_found

FILTERS = {"status": one_of("status", *RUNNING, *FINAL)}


class DeployOptions(Body):
    """The body of POST /services/{id}/deploys."""

    clear_cache: Literal["clear", "do_not_clear"] | None = None
    commit_id: Filled | None = None
    deploy_mode: Literal["build_and_deploy", "deploy_only"] | None = None
    image_url: NotEmulated = None
    artifact_id: NotEmulated = None


def _create(call: Call) -> Json | Response:
    options = checked(DeployOptions, call.body or {})
    service = service_of(call)
    if service["suspended"] == "suspended":
        raise Refused(400, "cannot deploy suspended service")
    deploy_only = options.get("deployMode") == "deploy_only"
    if deploy_only and (options.get("commitId") or options.get("clearCache")):
        raise Refused(400, "deployMode cannot be combined with commitId, imageUrl or clearCache")
    commit_id = options.get("commitId")
    deploy = add_deploy(call.cloud, service, "api", deploy_only=deploy_only, commit_id=commit_id)
    return Response(status_code=202) if deploy["status"] == "queued" else public(deploy)


def _list(call: Call) -> list[Json]:
    newest_first = reversed(deploys_of(call.cloud, service_of(call)))
    chosen = select(call, newest_first, FILTERS)
    return page(call, [(deploy["id"], {"deploy": public(deploy)}) for deploy in chosen])


def _get(call: Call) -> Json:
    return public(_deploy_of(call))


def _cancel(call: Call) -> Json:
    deploy = _deploy_of(call)
    if deploy["status"] in FINAL:
        raise Refused(400, "deploy is not in progress")
    finish(deploy, "canceled", call.cloud.now())
    return public(deploy)


def _deploy_of(call: Call) -> Json:
    wanted = call.path["deploy"]
    for deploy in deploys_of(call.cloud, service_of(call)):
        if deploy["id"] == wanted:
            return deploy
    raise not_found(wanted)


ROUTES: list[Row] = [
    ("GET", "/services/{id}/deploys", _list, 200),
    ("POST", "/services/{id}/deploys", _create, 201),
    ("GET", "/services/{id}/deploys/{deploy}", _get, 200),
    ("POST", "/services/{id}/deploys/{deploy}/cancel", _cancel, 200),
]
