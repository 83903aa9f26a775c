"""What makes life hard: rate limits, and faults of the connection or of the API."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.control.fault_rules import set_faults
from sandbox.control.wire import route, sent
from sandbox.render_api import limits, shape
from sandbox.render_api.wire import Object, Refused

DAY = 86400


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the control routes for limits and faults."""
    return [
        route(cloud, "/limits", POST=_limits),
        route(cloud, "/faults", POST=_faults),
    ]


async def _limits(cloud: Cloud, request: Request) -> Response:
    fields = {"enforced": shape.boolean, "overrides": shape.record(dict.fromkeys(limits.LIMITS, _bucket))}
    wish = shape.checked(await sent(request), fields)
    present: Object = {"enforced": cloud.limits_enforced, "overrides": cloud.limit_overrides}
    wanted = present | {key: value for key, value in wish.items() if value is not None}
    limits.set_limits(cloud, wanted["enforced"], wanted["overrides"])
    return JSONResponse({"enforced": cloud.limits_enforced, "limits": limits.LIMITS | cloud.limit_overrides})


def _bucket(at: str, value: object) -> None:
    shape.each(shape.whole(0, 10**6))(at, value)
    if not isinstance(value, list) or len(value) != 2 or not 1 <= value[1] <= DAY:
        raise Refused(400, f"{at} must be [requests, seconds of the window]")


async def _faults(cloud: Cloud, request: Request) -> Response:
    rules = await sent(request)
    set_faults(cloud, rules)
    return JSONResponse(rules)
