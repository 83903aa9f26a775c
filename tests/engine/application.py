"""The application of one environment, as far as its queue goes: an API adds jobs, a worker does them.

Both live as their services at the emulated Render do: nothing runs while one is suspended, and after that it
begins with what its new deploy brought, the address of Redis for one.
"""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from bullmq import Job, Queue, Worker  # type: ignore[import-untyped]

from ops.redis.connection import connect_async
from tests.engine.rehearsal import Rehearsal

LOOK = 0.03
LONG = 30.0
GRACE = 3.0


class Application:
    """Add jobs to one queue and do them, until `stop`; `added` and `done` are what became of each."""

    def __init__(self, rehearsal: Rehearsal, stack: str, queue: str) -> None:
        self.rehearsal, self.stack, self.queue = rehearsal, stack, queue
        self.environ = rehearsal.environment()
        self.added: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.redis: list[str] = []
        self._stopping, self._draining, self._read_at = False, False, 0
        self._services: list[dict[str, Any]] = []
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> "Application":
        """Begin."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Add nothing more, do what is there, and end."""
        self._draining = True
        self._thread.join(LONG)
        assert not self._thread.is_alive(), f"{self.added - self.done} are not done"

    def _run(self) -> None:
        asyncio.new_event_loop().run_until_complete(self._live())

    async def _live(self) -> None:
        await asyncio.gather(self._service("api", self._add), self._service("worker", self._work))

    async def _service(self, role: str, run: Callable[[str, Callable[[], bool]], Any]) -> None:
        left = ""
        while not self._stopping:
            service = self._shown(role)
            live = service["_live"]
            if service["suspended"] == "suspended":
                left = left or live["deployId"]
            elif live["deployId"] != left:
                address, left = str(live["env"]["REDIS_URL"]), ""
                self.redis.append(f"{role} {address.split('//')[1].split(':')[0]}")
                await run(address, partial(self._is_same, role, address))
            await asyncio.sleep(LOOK)

    def _shown(self, role: str) -> dict[str, Any]:
        file = self.rehearsal.home.path / "cloud.json"
        if (written := file.stat().st_mtime_ns) != self._read_at:
            self._services = list(json.loads(file.read_text())["render"]["services"].values())
            self._read_at = written
        name = f"bondigoo-{role}-{self.stack}"
        (found,) = [item for item in self._services if item["name"] == name]
        return dict(found)

    def _is_same(self, role: str, address: str) -> bool:
        shown = self._shown(role)
        same = shown["suspended"] != "suspended" and shown["_live"]["env"]["REDIS_URL"] == address
        return same and not self._stopping

    async def _add(self, address: str, goes_on: Callable[[], bool]) -> None:
        client = connect_async(address, self.environ)
        queue = Queue(self.queue, {"connection": client})
        await queue.upsertJobScheduler("hourly", {"every": 3_600_000}, "hourly", {})
        while goes_on() and not self._draining:
            number = f"{len(self.added)}"
            await queue.add(number, {}, {"delay": 50} if len(self.added) % 3 == 0 else {})
            self.added[number] += 1
            await asyncio.sleep(LOOK)
        await client.aclose()
        while goes_on():
            await asyncio.sleep(LOOK)

    async def _work(self, address: str, goes_on: Callable[[], bool]) -> None:
        async def work(job: Job, _token: str) -> None:
            self.done[job.name] += 1
            await asyncio.sleep(0.01)
            if job.name == "fails":
                raise ValueError("on purpose")

        worker = Worker(self.queue, work, {"connection": connect_async(address, self.environ)})
        while goes_on():
            self._stopping = self._draining and all(self.done[name] for name in self.added)
            await asyncio.sleep(LOOK)
        # Its own end may never come (bullmq 3.4.4), also after its job has.
        await asyncio.wait({asyncio.ensure_future(worker.close())}, timeout=GRACE)
