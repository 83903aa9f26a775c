"""The plugins served over an emulated cloud in this process, for the tests of a module."""

from collections.abc import Iterator

import pytest

from tests.unit.plugin_plans import TEAM
from tests.unit.plugin_process import Plugin, Served, Server
from tests.unit.sandbox_wire import Wire


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Wire:
    return Wire(tmp_path_factory.mktemp("sandbox"))


@pytest.fixture(scope="module")
def server(wire: Wire) -> Iterator[Server]:
    serving = Server(wire)
    yield serving
    serving.stop()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("pulumi-home"), server.environment()) as plugins:
        yield plugins


@pytest.fixture(scope="module")
def vercel(served: Served, fresh_teams: None) -> Iterator[Plugin]:
    with served.run("vercel") as plugin:
        yield plugin.configure(team="shop")


@pytest.fixture(scope="module")
def fresh_teams(wire: Wire) -> None:
    wire.cloud.vercel["teams"] = {TEAM: {"id": TEAM, "slug": "shop", "name": "Shop"}}
