"""Routes under `/_sandbox/key-values`: which servers run, and starting all of them."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox.key_values.servers import Servers


def routes(servers: Servers) -> list[BaseRoute]:
    """Return the routes, relative to the mount of the control routes."""

    async def key_values(request: Request) -> JSONResponse:
        if request.method == "POST":
            await servers.start()
        return JSONResponse(servers.report())

    return [Route("/key-values", key_values, methods=["GET", "POST"])]
