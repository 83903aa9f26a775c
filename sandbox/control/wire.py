"""What control routes share: reading what was sent, and saying what to send instead."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.cloud import Cloud
from sandbox.render_api.wire import Refused

Handler = Callable[[Cloud, Request], Awaitable[Response]]


def route(cloud: Cloud, path: str, **handlers: Handler) -> Route:
    """Serve `path` with one handler per HTTP method, and save before the answer.

    A `Refused` of a handler becomes its status and `{"message"}`.
    """

    async def answer(request: Request) -> Response:
        try:
            response = await handlers[request.method](cloud, request)
        except Refused as refused:
            return JSONResponse({"message": refused.message}, refused.status)
        cloud.save()
        return response

    return Route(path, answer, methods=list(handlers))


async def sent(request: Request) -> Any:
    """Return the JSON that was sent, None for what is none."""
    try:
        return json.loads(await request.body())
    except ValueError:
        return None
