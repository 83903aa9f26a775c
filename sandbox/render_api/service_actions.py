"""What is done to a running service, or asked of it: suspend, resume, restart, outbound addresses."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api.deploy_cycle import order_deploy
from sandbox.render_api.service_store import service_of
from sandbox.render_api.wire import Object, Refused, route, stamp

SUSPENDERS = (
    "admin",
    "billing",
    "user",
    "parent_service",
    "stuck_crashlooping",
    "hipaa_enablement",
    "unknown",
)
# The third number of the two /24 ranges of a region, which all customers share; confirmed by users only:
# https://render.com/docs/outbound-ip-addresses lists no numbers.
RANGES = {
    "oregon": (48, 56),
    "virginia": (49, 57),
    "ohio": (50, 58),
    "frankfurt": (51, 59),
    "singapore": (52, 60),
}


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the routes of actions on a service."""
    return [
        route(cloud, "/services/{id}/suspend", POST=_suspend),
        route(cloud, "/services/{id}/resume", POST=_resume),
        route(cloud, "/services/{id}/restart", POST=_restart),
        route(cloud, "/services/{id}/outbound-ips", GET=_outbound),
    ]


def suspend(cloud: Cloud, service: Object, by: str) -> None:
    """Suspend a service, on behalf of one of SUSPENDERS."""
    others = [name for name in service["suspenders"] if name != by]
    service.update(suspended="suspended", suspenders=[*others, by], updatedAt=stamp(cloud.now()))


async def _suspend(cloud: Cloud, request: Request) -> Response:
    suspend(cloud, service_of(cloud, request), "user")
    return Response(status_code=202)


async def _resume(cloud: Cloud, request: Request) -> Response:
    service = service_of(cloud, request)
    if set(service["suspenders"]) - {"user"}:
        raise Refused(400, "only services suspended by a user can be resumed")
    if service["suspended"] == "suspended":
        service.update(suspended="not_suspended", suspenders=[], updatedAt=stamp(cloud.now()))
        order_deploy(cloud, service, "service_resumed")
    return Response(status_code=202)


async def _restart(cloud: Cloud, request: Request) -> Response:
    # The instances come back with what the last live deploy brought: https://render.com/docs/deploys
    service_of(cloud, request)
    return Response(status_code=200)


async def _outbound(cloud: Cloud, request: Request) -> Response:
    region = service_of(cloud, request)["serviceDetails"]["region"]
    return JSONResponse({"type": "shared", "ips": [f"74.220.{number}.0/24" for number in RANGES[region]]})
