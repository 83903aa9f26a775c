"""An environment's queues, read and paused with BullMQ's own code."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
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
# Our job, and who holds it.
_OURS = "ops-redis-move"


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
            connection = connect_async(self.address, self.environ)
            # Asked by hand: a worker that runs by itself may never come to its end (bullmq 3.4.4), and the
            # services would stand still with it.
            worker = Worker(name.name, _nothing, {**_options(connection, name), "autorun": False})
            try:
                await queue.add(_OURS, {"sent": str(name)})
                async with asyncio.timeout(_SECONDS_FOR_A_JOB):
                    while (job := await worker.getNextJob(_OURS)) is None:
                        pass
                    await job.moveToCompleted("came round", _OURS)
            except TimeoutError:
                raise InputError(f"{name}: a job was added and not done within 30 s") from None
            finally:
                await queue.obliterate(force=True)
                for client in (connection, worker.bclient):
                    await client.aclose()

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
    """What `work` answers, from an event loop of its own: who calls may have one already."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return runner.run(work)


async def _nothing(_job: Job, _token: str) -> None:
    """What our worker does with a job that it does not ask for."""


def _options(client: Any, name: QueueName) -> Any:
    return {"connection": client, "prefix": name.prefix}
