"""Jobs in another Redis: of every state, done exactly once, by BullMQ's own workers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import redis.asyncio
from bullmq import Job, Queue, Worker  # type: ignore[import-untyped]

from ops.redis.copying import mirror
from ops.redis.keys import QueueName, Scope
from ops.redis.queues import Queues, in_a_loop
from tests.unit.redis_servers import PATIENCE, Server

T = TypeVar("T")
SCOPE = Scope("bull:staging-", "staging:")
MAIL = QueueName("bull", "staging-mail")


@asynccontextmanager
async def working(
    address: str, work: Callable[[Job, str], Awaitable[None]], **options: Any
) -> AsyncIterator[None]:
    """A worker of BullMQ at the queue, whose connections end: its own end may never come (3.4.4)."""
    connection = redis.asyncio.Redis.from_url(address, decode_responses=True)
    before = asyncio.all_tasks()
    worker = Worker(MAIL.name, work, {"connection": connection, **options})
    try:
        yield
    finally:
        worker.closing = True
        for task in asyncio.all_tasks() - before:
            task.cancel()
        for client in (connection, worker.bclient):
            await client.aclose()


def with_a_worker(test: Coroutine[Any, Any, T]) -> T:
    """What a test finds out in a loop of its own, which ends without waiting for a worker."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(asyncio.wait_for(test, PATIENCE))
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.01))
        loop.close()


async def jobs_in_every_state(address: str) -> None:
    connection = redis.asyncio.Redis.from_url(address, decode_responses=True)
    queue = Queue(MAIL.name, {"connection": connection})
    worked: list[str] = []

    async def work(job: Job, _token: str) -> None:
        worked.append(job.name)
        if job.name == "fails":
            raise ValueError("on purpose")

    await queue.add("succeeds", {})
    await queue.add("fails", {})
    async with working(address, work):
        while (await queue.getJobCounts("completed", "failed")) != {"completed": 1, "failed": 1}:
            await asyncio.sleep(0.01)
    await queue.add("waits", {"text": "x" * 200})
    await queue.add("comes", {}, {"delay": 300})
    await queue.add("first", {}, {"priority": 2})
    await queue.upsertJobScheduler("hourly", {"every": 3_600_000}, "hourly", {})
    await queue.add("while paused", {})
    await connection.aclose()


def test_jobs_of_every_state_are_copied_and_run_exactly_once(old: Server, new: Server) -> None:
    with_a_worker(jobs_in_every_state(old.address))
    queues = Queues(old.address, {})
    before = queues.counts([MAIL])
    # Of a new scheduler the first job is due at once.
    assert before[MAIL] == {
        "waiting": 3, "active": 0, "delayed": 1, "prioritized": 1, "paused": 0,
        "failed": 1, "completed": 1, "waiting-children": 0, "repeatable": 1,
    }  # fmt: skip
    queues.pause([MAIL])
    assert queues.paused([MAIL]) == [MAIL]
    mirror(old.client, new.client, SCOPE)
    moved = Queues(new.address, {})
    assert moved.counts([MAIL]) == before
    moved.resume([MAIL])
    ran = with_a_worker(everything_done(new.address))
    assert sorted(ran) == ["comes", "first", "hourly", "waits", "while paused"]
    assert old.client.exists("bull:staging-mail:wait") == 1


def test_a_job_that_a_worker_was_cut_off_from_is_begun_again_by_the_next_one(
    old: Server, new: Server
) -> None:
    async def cut_off() -> None:
        connection = redis.asyncio.Redis.from_url(old.address, decode_responses=True)
        await Queue(MAIL.name, {"connection": connection}).add("cut off", {})
        await connection.aclose()

    async def begun() -> str:
        done = asyncio.get_running_loop().create_future()

        async def work(job: Job, _token: str) -> None:
            done.set_result(job.name)

        async with working(new.address, work, stalledInterval=20):
            return str(await done)

    in_a_loop(cut_off())
    old.client.rpoplpush("bull:staging-mail:wait", "bull:staging-mail:active")
    mirror(old.client, new.client, SCOPE)
    assert with_a_worker(begun()) == "cut off"


async def everything_done(address: str) -> list[str]:
    """What a worker runs, and the application registers its scheduler again as it starts."""
    connection = redis.asyncio.Redis.from_url(address, decode_responses=True)
    queue, ran = Queue(MAIL.name, {"connection": connection}), list[str]()

    async def work(job: Job, _token: str) -> None:
        ran.append(job.name)

    await queue.upsertJobScheduler("hourly", {"every": 3_600_000}, "hourly", {})
    assert await queue.getJobSchedulersCount() == 1
    waiting = ("waiting", "prioritized", "active")
    async with working(address, work):
        while (await queue.getJobCounts(*waiting, "delayed")) != dict.fromkeys(waiting, 0) | {"delayed": 1}:
            await asyncio.sleep(0.01)
    await connection.aclose()
    return ran


def test_a_job_of_ours_goes_round_and_leaves_nothing(old: Server) -> None:
    Queues(old.address, {}).goes_round(QueueName("bull", "staging-ops-move-check"))
    assert old.client.dbsize() == 0


def test_jobs_that_waited_while_a_queue_was_paused_by_an_older_bullmq_are_resumed_whole(old: Server) -> None:
    old.client.hset("bull:staging-mail:meta", "paused", "1")
    old.client.rpush("bull:staging-mail:wait", 15_000)
    old.client.rpush("bull:staging-mail:paused", *range(15_000))
    Queues(old.address, {}).resume([MAIL])
    assert old.client.llen("bull:staging-mail:wait") == 15_001
    assert old.client.exists("bull:staging-mail:paused") == 0
