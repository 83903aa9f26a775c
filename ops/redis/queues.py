"""An environment's queues, read and paused with BullMQ's own code."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bullmq import Job, Queue, Worker  # type: ignore[import-untyped]

from ops.commands import InputError
from ops.redis.connection import connect_async
from ops.redis.keys import QueueName

T = TypeVar("T")
# In the order in which a person reads them; `repeatable` counts schedulers, and the rest jobs.
STATES = ("waiting", "active", "delayed", "prioritized", "paused", "failed", "completed", "waiting-children")
REPEATABLE = "repeatable"
_SECONDS_FOR_A_JOB = 30.0
_SECONDS_TO_END = 5.0


@dataclass(frozen=True)
class Queues:
    """The queues of one Redis. `address`: its connection string, with the password."""

    address: str = field(repr=False)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def counts(self, names: Iterable[QueueName]) -> dict[QueueName, dict[str, int]]:
        """For each queue how many jobs are in each state of BullMQ, and how many schedulers it has."""

        async def count(queue: Queue) -> dict[str, int]:
            found = await queue.getJobCounts(*STATES)
            return {**{s: int(found[s]) for s in STATES}, REPEATABLE: await queue.getJobSchedulersCount()}

        return self._each(names, count)

    def paused(self, names: Iterable[QueueName]) -> list[QueueName]:
        """Those whose jobs nobody begins."""
        return [name for name, paused in self._each(names, lambda q: q.isPaused()).items() if paused]

    def pause(self, names: Iterable[QueueName]) -> None:
        """Let nobody begin a job of these; what is added waits."""
        self._each(names, lambda queue: queue.pause())

    def resume(self, names: Iterable[QueueName]) -> None:
        """Let the jobs of these be begun again."""

        async def all_of_it(queue: Queue) -> None:
            # It moves at most 7000 jobs at once and answers how many are left.
            while await queue.resume():
                pass

        self._each(names, all_of_it)

    def goes_round(self, name: QueueName) -> None:
        """Have one job of ours done through this Redis, in a queue of its own, which is then taken away.

        Raises InputError when nothing comes back.
        """

        async def look(queue: Queue) -> None:
            done = asyncio.get_running_loop().create_future()

            async def work(job: Job, _token: str) -> None:
                if not done.done():
                    done.set_result(job.data)

            connection = connect_async(self.address, self.environ)
            worker = Worker(name.name, work, {"connection": connection, "prefix": name.prefix})
            try:
                await queue.add("ops-redis-move", {"sent": str(name)}, {"removeOnComplete": True})
                await asyncio.wait_for(done, _SECONDS_FOR_A_JOB)
            except TimeoutError:
                raise InputError(f"{name}: a job was added and not done within 30 s") from None
            finally:
                # A connection that hangs must not keep the services standing still.
                with suppress(Exception):
                    await asyncio.wait_for(worker.close(force=True), _SECONDS_TO_END)
                await queue.obliterate(force=True)

        self._each([name], look)

    def _each(self, names: Iterable[QueueName], do: Callable[[Queue], Awaitable[T]]) -> dict[QueueName, T]:
        return in_a_loop(self._asked(list(names), do))

    async def _asked(
        self, names: Sequence[QueueName], do: Callable[[Queue], Awaitable[T]]
    ) -> dict[QueueName, T]:
        client = connect_async(self.address, self.environ)
        try:
            made = {name: Queue(name.name, _options(client, name)) for name in names}
            return {name: await do(queue) for name, queue in made.items()}
        finally:
            await client.aclose()


def in_a_loop(work: Coroutine[Any, Any, T]) -> T:
    """What `work` answers, from an event loop of its own: who calls may have one already.

    What a worker of BullMQ leaves behind is given some seconds to end, where asyncio's own way has no end.
    """
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.run_until_complete(_ended())
        loop.close()


async def _ended() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=_SECONDS_TO_END)


def _options(client: Any, name: QueueName) -> Any:
    return {"connection": client, "prefix": name.prefix}
