"""A sandbox whose page at `/` is made by a small script in place of `python -m ops status --html`."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.unit.sandbox_wire import Wire
from tests.unit.toolchain_fakes import script

PATIENCE = 20.0


class Looker:
    """Looks at the page; the command goes on in between, in one event loop, as in the sandbox's process."""

    def __init__(self, folder: Path) -> None:
        self.wire = Wire(folder, [str(folder / "command")])
        self.folder = folder
        self.loop = asyncio.new_event_loop()
        (folder / "project").mkdir()

    def command(self, does: str) -> None:
        """From now on the command notes that it was started and does this; "$1" is the file to write."""
        script(self.folder / "command", f'echo started >> "{self.folder / "starts"}"\n{does}')

    def starts(self) -> int:
        """How often the command was started."""
        noted = self.folder / "starts"
        return len(noted.read_text().splitlines()) if noted.exists() else 0

    def ask(self, method: str = "GET") -> httpx.Response:
        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.wire.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, "/")

        return self.loop.run_until_complete(answer())

    def newer(self, than: httpx.Response) -> str:
        """The page as soon as it is another one."""
        self.until(lambda: self.ask("HEAD").headers["ETag"] != than.headers["ETag"])
        return self.ask().text

    def settle(self) -> None:
        """Let everything that was begun come to its end."""
        while tasks := asyncio.all_tasks(self.loop):
            self.loop.run_until_complete(asyncio.wait(tasks))

    def until(self, reached: Callable[[], object]) -> None:
        """Let the command go on."""
        deadline = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < deadline, "what was waited for never came"
            self.loop.run_until_complete(asyncio.sleep(0.01))

    def close(self) -> None:
        """What the sandbox does when it ends."""
        self.loop.run_until_complete(self.wire.status_page.aclose())

    def end(self) -> None:
        self.close()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
