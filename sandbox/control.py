"""Routes under `/_sandbox`: what a rehearsal asks of the sandbox itself rather than of a cloud."""

import json
import math
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.cloud import Cloud
from sandbox.seed import seed

FAILURES = ("build_failed", "pre_deploy_failed", "update_failed")


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the control routes, relative to their mount."""

    async def health(_request: Request) -> Response:
        # The home tells a caller whose sandbox answers on this port.
        return JSONResponse({"status": "ok", "home": str(cloud.home), **_clock(cloud)})

    async def requests(request: Request) -> Response:
        since = request.query_params.get("since", "0")
        if not since.isdigit():
            return _refused("since must be a whole number: the n of the last request already seen")
        return JSONResponse([entry for entry in cloud.requests if entry["n"] > int(since)])

    async def clock(request: Request) -> Response:
        wanted = await _object(request)
        known = all(key in ("advance", "stageSeconds") for key in wanted)
        if not wanted or not known or not all(_is_duration(value) for value in wanted.values()):
            return _refused('send {"advance": seconds} or {"stageSeconds": seconds}, not negative')
        cloud.clock_offset += wanted.get("advance", 0)
        cloud.stage_seconds = wanted.get("stageSeconds", cloud.stage_seconds)
        cloud.save()
        return JSONResponse(_clock(cloud))

    async def fail_deploy(request: Request) -> Response:
        wanted = await _object(request)
        if wanted.get("status") not in FAILURES or not isinstance(wanted.get("service"), str):
            return _refused(f'send {{"service": name, "status": one of {", ".join(FAILURES)}}}')
        cloud.render.setdefault("failNext", {})[wanted["service"]] = wanted["status"]
        cloud.save()
        return JSONResponse(wanted)

    async def seeding(request: Request) -> Response:
        stack_files = await _sent(request)
        if not isinstance(stack_files, list) or not all(isinstance(values, dict) for values in stack_files):
            return _refused("send a list of stack files, each an object of un-namespaced keys")
        seed(cloud, stack_files)
        cloud.save()
        return Response(status_code=204)

    return [
        Route("/health", health),
        Route("/requests", requests),
        Route("/clock", clock, methods=["POST"]),
        Route("/fail-deploy", fail_deploy, methods=["POST"]),
        Route("/seed", seeding, methods=["POST"]),
    ]


def _clock(cloud: Cloud) -> dict[str, float]:
    return {"now": cloud.now(), "stageSeconds": cloud.stage_seconds}


def _is_duration(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf


async def _object(request: Request) -> dict[str, Any]:
    """The JSON object that was sent; an empty one for anything else, which each handler then refuses."""
    sent = await _sent(request)
    return sent if isinstance(sent, dict) else {}


async def _sent(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError:
        return None


def _refused(text: str) -> JSONResponse:
    return JSONResponse({"message": text}, 400)
