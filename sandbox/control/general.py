"""Health, the request log, the clock, and seeding."""

import math

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.control.wire import route, sent
from sandbox.process import code_stamp
from sandbox.render_api.wire import Refused
from sandbox.seed import seed

_CODE = code_stamp()


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the general control routes."""
    return [
        route(cloud, "/health", GET=_health),
        route(cloud, "/requests", GET=_requests),
        route(cloud, "/clock", POST=_set_clock),
        route(cloud, "/seed", POST=_seed),
    ]


async def _health(cloud: Cloud, _request: Request) -> Response:
    # The home tells a caller whose sandbox answers on this port, the code with what.
    return JSONResponse({"status": "ok", "home": str(cloud.home), "code": _CODE, **_clock(cloud)})


async def _requests(cloud: Cloud, request: Request) -> Response:
    since = request.query_params.get("since", "0")
    if not since.isdigit():
        raise Refused(400, "since must be a whole number: the n of the last request already seen")
    return JSONResponse([entry for entry in cloud.requests if entry["n"] > int(since)])


async def _set_clock(cloud: Cloud, request: Request) -> Response:
    wanted = await sent(request)
    known = isinstance(wanted, dict) and all(key in ("advance", "stageSeconds") for key in wanted)
    if not wanted or not known or not all(_is_duration(value) for value in wanted.values()):
        raise Refused(400, 'send {"advance": seconds} or {"stageSeconds": seconds}, not negative')
    cloud.clock_offset += wanted.get("advance", 0)
    cloud.stage_seconds = wanted.get("stageSeconds", cloud.stage_seconds)
    return JSONResponse(_clock(cloud))


async def _seed(cloud: Cloud, request: Request) -> Response:
    stack_files = await sent(request)
    if not isinstance(stack_files, list) or not all(isinstance(values, dict) for values in stack_files):
        raise Refused(400, "send a list of stack files, each an object of un-namespaced keys")
    seed(cloud, stack_files)
    return Response(status_code=204)


def _clock(cloud: Cloud) -> dict[str, float]:
    return {"now": cloud.now(), "stageSeconds": cloud.stage_seconds}


def _is_duration(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf
