"""Two MongoDB servers for each run of the tests, production's and staging's, and databases on them."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.environment import ENDS_WITH
from sandbox.lease import hold
from tests.data.places import Place, Source
from tests.data.servers import Server, start
from tests.once import made_once
from toolchain.mongod import ensure
from toolchain.process import Progress, SetupError

_SERVER = "server.json"


@pytest.fixture(scope="session")
def mongod(request: pytest.FixtureRequest) -> Path:
    """The program; fetched, with a line to whoever waits, where there is none."""
    capturing = request.config.pluginmanager.getplugin("capturemanager")
    try:
        with capturing.global_and_fixture_disabled():
            return ensure(os.environ, Path(sys.executable), Progress(sys.stderr))
    except SetupError as error:
        pytest.fail(str(error), pytrace=False)


def _shared(name: str, mongod: Path, factory: pytest.TempPathFactory) -> Server:
    def make(folder: Path) -> None:
        server = start(name, mongod, Path(os.environ[ENDS_WITH]))
        (folder / _SERVER).write_text(server.as_json())

    folder = made_once(factory, f"mongod-{name}", make)
    return Server(**json.loads((folder / _SERVER).read_text()))


@pytest.fixture(scope="session")
def production(mongod: Path, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Shared by all worker processes, as `staging` is: what a test sets on it is for its own database."""
    return _shared("production", mongod, tmp_path_factory)


@pytest.fixture(scope="session")
def staging(mongod: Path, tmp_path_factory: pytest.TempPathFactory) -> Server:
    return _shared("staging", mongod, tmp_path_factory)


@pytest.fixture
def own_staging(mongod: Path, tmp_path: Path) -> Iterator[Server]:
    """A server of this test's own, to be killed or made to fail."""
    with hold(tmp_path / "lease"):
        server = start("staging", mongod, tmp_path / "lease")
        yield server
        server.client.close()


@pytest.fixture
def source(production: Server) -> Iterator[Source]:
    """A fresh database of production's, and somebody who may only read it; the test fails if he writes."""
    place = Source.make(production, "company-prod", ("read",))
    yield place
    place.remove()


def a_target(server: Server) -> Place:
    """A fresh database that is marked as staging's, and somebody who may fill it."""
    place = Place.make(server, "company-staging", ("readWrite", "dbAdmin"))
    place.database["_environment"].insert_one({"name": "staging"})
    return place


@pytest.fixture
def target(staging: Server) -> Iterator[Place]:
    place = a_target(staging)
    yield place
    place.remove()


@pytest.fixture
def own_target(own_staging: Server) -> Place:
    """The same on `own_staging`."""
    return a_target(own_staging)
