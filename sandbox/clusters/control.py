"""Routes under `/_sandbox/clusters`: which servers run and what they hold, and starting all of them."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox.clusters.servers import Clusters

NO_MONGOD = "no data was asked for: `python -m sandbox up --with-data` does, and sees to a `mongod`"


def routes(clusters: Clusters) -> list[BaseRoute]:
    """Return the routes, relative to the mount of the control routes."""

    async def answer(request: Request) -> JSONResponse:
        if request.method == "POST" and not clusters.has_mongod:
            return JSONResponse({"message": NO_MONGOD}, 409)
        if request.method == "POST":
            await clusters.start()
        else:
            await clusters.settle()
        return JSONResponse(await clusters.report())

    return [Route("/clusters", answer, methods=["GET", "POST"])]
