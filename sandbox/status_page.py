"""The page at `/`: what `python -m ops status --html` makes of this sandbox, anew when somebody looks at it.

The command is a process of its own like any rehearsed one: this room knows nothing of `ops`.
"""

import asyncio
import logging
import math
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.cloud import Cloud
from sandbox.environment import command_environment, kept_secrets
from sandbox.guarded import guarded
from sandbox.home import Home
from sandbox.status_frame import framed, waiting
from toolchain import pulumi_bin
from toolchain.process import SetupError

COMMAND: Final = (sys.executable, "-m", "ops", "status", "--html")
# What nobody changed is told anew for the ages in it. Of what goes on after a change, as an update does that
# has yet to write its state, the sandbox hears nothing.
STALE_SECONDS = 600.0
SETTLING_SECONDS = 60.0
PAUSE_SECONDS = 5.0
PATIENCE_SECONDS = 60.0
log = logging.getLogger("sandbox")


@dataclass(frozen=True)
class Made:
    """A run of the command: at which change of the cloud it began, and when that was (monotonic seconds)."""

    change: int
    began: float
    ended: float


class StatusPage:
    """Runs `command` with the name of a file to write, one at a time, and serves what it wrote last."""

    def __init__(self, cloud: Cloud, command: Sequence[str] = COMMAND) -> None:
        self._home = Home(cloud.home)
        self._command = command
        self._change = 0
        self._changed = -math.inf
        self._made: Made | None = None
        self._page = ""
        self._problem: str | None = None
        self._running: asyncio.Task[None] | None = None
        cloud.followers.append(self._note)

    async def endpoint(self, request: Request) -> Response:
        """Answer with the last page at once; a newer one is begun where that is due, but not by a HEAD."""
        if request.method == "GET" and self._is_due():
            self._running = asyncio.create_task(self._make())
        shown = framed(self._page, self._problem) if self._page else waiting(self._problem)
        return HTMLResponse(shown.text, headers={"ETag": shown.tag, "Cache-Control": "no-store"})

    async def aclose(self) -> None:
        """End the command that runs; returns when it was told to."""
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    def _note(self) -> None:
        self._change += 1
        self._changed = time.monotonic()

    def _is_due(self) -> bool:
        if self._running and not self._running.done():
            return False
        now, made = time.monotonic(), self._made
        if made is None:
            return True
        settled = made.began - self._changed >= SETTLING_SECONDS
        patience = STALE_SECONDS if settled else SETTLING_SECONDS
        outdated = made.change != self._change or now - made.began >= patience
        return outdated and now - made.ended >= PAUSE_SECONDS

    async def _make(self) -> None:
        change, began = self._change, time.monotonic()
        try:
            self._problem = await self._run()
        except OSError as error:
            self._problem = f"{self._command[0]} could not be started: {error.strerror}"
        except Exception as error:
            # Otherwise each look would begin it again, and whoever waits would never hear of it.
            log.exception("the page could not be made")
            self._problem = f"a fault of the sandbox's own ({type(error).__name__}), told in logs/server.log"
        if self._problem:
            log.warning("the page of %s: %s", " ".join(self._command), self._problem)
        self._made = Made(change, began, time.monotonic())

    async def _run(self) -> str | None:
        """Make the page; returns in one line why there is none."""
        file = self._home.path / "status.html"
        file.unlink(missing_ok=True)
        process = await _started([*self._command, str(file)], self._home)
        try:
            written = await asyncio.wait_for(_written(process), PATIENCE_SECONDS)
        except TimeoutError:
            return f"it took longer than {PATIENCE_SECONDS:.0f} s"
        finally:
            _kill(process)
        # It ends with 1 where something is down, and says so on the page.
        if not file.exists():
            said = [line for line in map(str.strip, written.splitlines()) if line]
            return said[-1] if said else f"exit code {process.returncode}"
        self._page = file.read_text(encoding="utf-8")
        return None


async def _started(command: Sequence[str], home: Home) -> asyncio.subprocess.Process:
    """Start a command in the working copy, with what it complains of to be read."""
    starting = asyncio.create_subprocess_exec(
        *guarded(*command),
        cwd=home.project,
        env=await asyncio.to_thread(_environment, home),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    task = asyncio.create_task(starting)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        # Of one that is half started asyncio itself would kill the guard alone.
        _kill(await task)
        raise


def _kill(process: asyncio.subprocess.Process) -> None:
    """End a command with all that it has started, unless it has ended."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)


async def _written(process: asyncio.subprocess.Process) -> str:
    """What it complains of until it ends."""
    assert process.stdin
    assert process.stderr
    written = await process.stderr.read()
    process.stdin.close()
    await process.wait()
    return written.decode(errors="replace")


def _environment(home: Home) -> dict[str, str]:
    try:
        tools = str(pulumi_bin())
    except SetupError:
        tools = None
    return command_environment(home, kept_secrets(home), tools)
