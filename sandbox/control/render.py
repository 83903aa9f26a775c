"""Render behind its API: what a workspace is like, what happens to it, what its instances see."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.control.wire import route, sent
from sandbox.render_api import live, shape
from sandbox.render_api.deploy_cycle import INJECTABLE, advance
from sandbox.render_api.key_value_fields import creation
from sandbox.render_api.key_value_store import LEGACY_VERSION, new_instance, shown
from sandbox.render_api.owners import owner_of
from sandbox.render_api.service_actions import SUSPENDERS, suspend
from sandbox.render_api.switches import DEFAULTS, switches
from sandbox.render_api.wire import Object, Refused, table

SWITCHES = {
    "card": shape.boolean,
    "overlap": shape.choice("wait", "override"),
    "planEcho": shape.choice("as_sent", "old", "new"),
    "domainQuota": shape.whole(0, 1000),
}
LEGACY = ("name", "ownerId", "region", "plan")


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the control routes for Render."""
    return [
        route(cloud, "/render", GET=_switches, POST=_switch),
        route(cloud, "/fail-deploy", POST=_fail_deploy),
        route(cloud, "/suspend", POST=_suspend),
        route(cloud, "/legacy-redis", POST=_legacy_redis),
        route(cloud, "/instances", GET=_instances),
    ]


async def _switches(cloud: Cloud, _request: Request) -> Response:
    return JSONResponse(switches(cloud))


async def _switch(cloud: Cloud, request: Request) -> Response:
    wish = shape.checked(await sent(request), SWITCHES)
    for key, value in wish.items():
        if value is None and DEFAULTS[key] is not None:
            raise Refused(400, f"{key} must not be null")
    table(cloud, "switches").update(wish)
    return JSONResponse(switches(cloud))


async def _fail_deploy(cloud: Cloud, request: Request) -> Response:
    fields = {"service": shape.filled, "status": shape.choice(*INJECTABLE)}
    wanted = shape.checked(await sent(request), fields, tuple(fields))
    table(cloud, "failNext")[wanted["service"]] = wanted["status"]
    return JSONResponse(wanted)


async def _suspend(cloud: Cloud, request: Request) -> Response:
    fields = {"service": shape.filled, "by": shape.choice(*SUSPENDERS)}
    wanted = shape.checked(await sent(request), fields, tuple(fields))
    suspend(cloud, _named(cloud, "services", wanted["service"]), wanted["by"])
    return JSONResponse(wanted)


async def _legacy_redis(cloud: Cloud, request: Request) -> Response:
    wish = creation(shape.checked(await sent(request), dict.fromkeys(LEGACY, shape.filled), LEGACY))
    item = new_instance(cloud, owner_of(cloud, wish["ownerId"]), wish, LEGACY_VERSION)
    return JSONResponse(shown(cloud, item), 201)


async def _instances(cloud: Cloud, request: Request) -> Response:
    asked = dict(request.query_params)
    if set(asked) == {"service"}:
        service = _named(cloud, "services", asked["service"])
        advance(cloud, service)
        seen = live.seen(service)
        if seen is None:
            raise Refused(404, f"no deploy of {asked['service']} is live")
        return JSONResponse(seen)
    if set(asked) == {"keyValue"}:
        item = _named(cloud, "keyValues", asked["keyValue"])
        return JSONResponse({"dataGeneration": item["_data"], "plan": item["plan"]})
    raise Refused(400, "send service=NAME or keyValue=NAME")


def _named(cloud: Cloud, kind: str, name: str) -> Object:
    """The newest object of that name: a Key Value name need not be unique."""
    for item in reversed(table(cloud, kind).values()):
        if item["name"] == name:
            found: Object = item
            return found
    raise Refused(404, f"not found: {name}")
