"""Servers of clusters come and go with the sandbox, however it ends, and have their data again."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import psutil
import pytest

from sandbox import process
from sandbox.home import Home
from sandbox.lease import end_commands
from tests.data.clusters import DEV, PROD, Clusters, host

LONG = 30.0  # seconds after which a test is given up as hung; no test waits for them


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, mongod: Path) -> Iterator[Clusters]:
    """One for all, running at the end of each."""
    made = Clusters(Home(tmp_path_factory.mktemp("clusters") / ".sandbox"), mongod)
    made.start()
    made.make_user("writer", PROD, "readWrite@shop-prod")
    with made.client(PROD, "writer") as writer:
        writer["shop-prod"].people.insert_one({"_id": 1})
    yield made
    process.stop(made.home)


def kept(shop: Clusters) -> list[dict[str, object]]:
    """What a user from before reads, as soon as his server is there again."""
    shop.told()
    with shop.client(PROD, "writer") as writer:
        return list(writer["shop-prod"].people.find())


def test_a_stop_ends_every_server_and_a_start_has_users_and_data_again_at_the_same_port(
    shop: Clusters,
) -> None:
    before, running = shop.home.mongodb_servers, shop.processes()
    assert len(running) == 4
    process.stop(shop.home)
    assert [each for each in running if each.is_running()] == []
    process.start(shop.home)
    assert kept(shop) == [{"_id": 1}]
    assert shop.home.mongodb_servers == before


def test_no_server_outlives_a_sandbox_that_was_killed(shop: Clusters) -> None:
    running = shop.processes()
    psutil.Process(int(shop.home.pid_file.read_text())).kill()
    # At once: what is still ending has the same files open.
    process.start(shop.home)
    assert kept(shop) == [{"_id": 1}]
    assert psutil.wait_procs(running, LONG)[1] == []


def test_a_start_waits_for_what_is_still_ending(shop: Clusters) -> None:
    process.stop(shop.home)
    with (shop.home.clusters / host(PROD) / "lease").open() as lease:
        # As the keeper of a server that is still ending does.
        fcntl.flock(lease, fcntl.LOCK_SH)
        process.start(shop.home)
        with pytest.raises(TimeoutError):
            process.ask(shop.home, "clusters", seconds=0.5)
    assert kept(shop) == [{"_id": 1}]


def test_the_end_of_what_rehearsed_commands_have_left_ends_no_server(shop: Clusters) -> None:
    running = shop.processes()
    end_commands(shop.home, int(shop.home.pid_file.read_text()))
    assert shop.processes() == running
    assert kept(shop) == [{"_id": 1}]


def test_a_server_that_died_is_there_again_with_the_next_look(shop: Clusters) -> None:
    for found in shop.processes():
        if found.name() == "mongod":
            found.kill()
    deadline = time.monotonic() + LONG
    while len(list(shop.home.clusters.glob("*/server/ended"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert kept(shop) == [{"_id": 1}]


class Stranger(ThreadingTCPServer):
    """Somebody who hangs up on whoever calls."""

    allow_reuse_address = True


@contextmanager
def stranger(port: int) -> Iterator[None]:
    """He listens on a port of this machine."""
    with Stranger(("127.0.0.1", port), BaseRequestHandler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def test_another_port_is_taken_when_a_stranger_listens_on_the_old_one(shop: Clusters) -> None:
    process.stop(shop.home)
    before = shop.home.mongodb_servers
    with stranger(int(before[host(PROD)].rpartition(":")[2])):
        process.start(shop.home)
        assert kept(shop) == [{"_id": 1}]
    assert shop.home.mongodb_servers[host(PROD)] != before[host(PROD)]
    assert shop.home.mongodb_servers[host(DEV)] == before[host(DEV)]


def test_a_deleted_cluster_has_no_server_and_no_data_any_more(shop: Clusters) -> None:
    assert shop.atlas("DELETE", DEV, f"/clusters/{DEV}").status_code == 202
    assert list(shop.told()) == [PROD]
    assert list(shop.home.mongodb_servers) == [host(PROD)]
    assert [folder.name for folder in shop.home.clusters.iterdir()] == [host(PROD)]
    assert len(shop.processes()) == 2
