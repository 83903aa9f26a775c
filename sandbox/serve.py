"""The sandbox's one process: `python -m sandbox.serve --home DIR --port N`, on loopback only."""

import argparse
import asyncio
import logging
import os
from contextlib import aclosing, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox import atlas_api, control, edge, key_values, page, render_api, vercel_api
from sandbox.cloud import Cloud
from sandbox.clusters.control import routes as cluster_routes
from sandbox.clusters.servers import Clusters
from sandbox.clusters.servers import serving as serving_clusters
from sandbox.home import LOOPBACK, Home
from sandbox.key_values.control import routes as key_value_routes
from sandbox.key_values.servers import Servers
from sandbox.lease import end_with, hold
from sandbox.plugins.install import install
from sandbox.plugins.server import serving
from sandbox.service import Service
from sandbox.status_page import StatusPage
from toolchain.command import ended_as_by_ctrl_c


def create_app(cloud: Cloud, servers: Servers, clusters: Clusters, status_page: StatusPage) -> Starlette:
    """Build the sandbox over `cloud`: APIs, control and pages on a loopback host, the edge on any other.

    `servers`: those of its Key Values; `clusters`: those of its Atlas clusters; `status_page`: makes `/`.
    """
    return Starlette(
        routes=[
            Mount("/render/v1", app=Service(cloud, "render", render_api.routes(cloud))),
            Mount("/vercel", app=Service(cloud, "vercel", vercel_api.routes(cloud))),
            Mount("/atlas", app=Service(cloud, "atlas", atlas_api.routes(cloud))),
            Mount("/_sandbox", routes=_control(cloud, servers, clusters)),
            Route("/vendors", page.endpoint(cloud, servers, clusters)),
            Route("/", status_page.endpoint),
        ],
        middleware=[Middleware(_ByHost, edge=edge.create_edge(cloud))],
    )


def _control(cloud: Cloud, servers: Servers, clusters: Clusters) -> list[BaseRoute]:
    return [*control.routes(cloud), *key_value_routes(servers), *cluster_routes(clusters)]


class _ByHost:
    """Send requests for a host that is not loopback to the edge: that is how sites are told from APIs."""

    def __init__(self, app: ASGIApp, edge: ASGIApp) -> None:
        self._app = app
        self._edge = edge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        at_edge = scope["type"] == "http" and edge.host_of(Headers(scope=scope)) not in LOOPBACK
        await (self._edge if at_edge else self._app)(scope, receive, send)


def main() -> None:
    """Read the arguments and serve until a signal ends the process.

    The process environment is a rehearsed command's: the plugins and what they start find their way by it.
    """
    parser = argparse.ArgumentParser(prog="python -m sandbox.serve", description="Serve the local cloud.")
    parser.add_argument("--home", type=Path, required=True, help="folder that holds the sandbox's data")
    parser.add_argument("--port", type=int, required=True, help="loopback port")
    parser.add_argument("--ends-with", type=Path, metavar="FILE", help="end when nobody holds FILE locked")
    arguments = parser.parse_args()
    logs = arguments.home / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        filename=logs / "server.log",
        encoding="utf-8",
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(message)s",
    )
    # What the plugins ask is in the log of requests already.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    held = hold(arguments.home / "server.pid")
    # Never closed: whoever waits for the lock waits until this process is gone, not until `main` is left.
    os.dup(held.fileno())
    home = Home(arguments.home)
    if arguments.ends_with:
        end_with(arguments.ends_with, home)
    with suppress(KeyboardInterrupt), ended_as_by_ctrl_c():
        asyncio.run(_serve(home, arguments.port))


async def _serve(home: Home, port: int) -> None:
    """Serve the cloud, its Key Values and clusters and, for the engine, the plugins that speak to it."""
    cloud = Cloud.load(home.path)
    servers, clusters, status_page = Servers(cloud), Clusters(cloud), StatusPage(cloud)
    config = uvicorn.Config(
        create_app(cloud, servers, clusters, status_page),
        host="127.0.0.1",
        port=port,
        access_log=False,
        log_config=None,
        # An idle keep-alive connection must not hold the process open once it was told to stop.
        timeout_graceful_shutdown=1,
    )
    async with (
        key_values.serving(cloud, servers, home.key_values_port),
        serving_clusters(cloud, clusters),
        serving(os.environ, home.project, home.pulumi_home) as ports,
        aclosing(status_page),
    ):
        install(home.pulumi_home, ports, os.getpid())
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    main()
