"""An environment's keys in another Redis: the same values and times to live, and nobody else's touched."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any, TypeVar

import pytest
import redis.asyncio
from bullmq import Job, Queue, Worker  # type: ignore[import-untyped]

from ops.commands import InputError
from ops.redis.copying import Copied, differing, mirror, remove
from ops.redis.keys import QueueName, Scope, of_environment
from ops.redis.queues import Queues, in_a_loop
from ops.redis.values import BATCH, Held, digest, portions, read, write
from tests.unit.redis_servers import PASSWORD, PATIENCE, Server, server

T = TypeVar("T")
SCOPE = Scope("bull:staging-", "staging:")
MAIL = QueueName("bull", "staging-mail")


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


def values(server: Server, keys: list[bytes]) -> dict[bytes, tuple[str, Any]]:
    return {key: held.value for key, held in read(server.client, keys).items()}


def filled(server: Server) -> None:
    """A key of each type, large and small, under the environment's own prefix."""
    client = server.client
    client.set("staging:string", b"\x00\xff")
    client.set("staging:soon", "1", px=60_000_000)
    client.rpush("staging:list", *range(400))
    client.sadd("staging:set", *(f"member {n}" for n in range(400)))
    client.zadd("staging:zset", {f"member {n}": n / 3 for n in range(400)})
    client.hset("staging:hash", mapping={str(n): "x" * 100 for n in range(40)})
    client.xadd("staging:stream", {"a": "1", "b": "2"})


def test_every_type_arrives_with_its_value_and_time_to_live(old: Server, new: Server) -> None:
    filled(old)
    assert mirror(old.client, new.client, SCOPE) == Copied(7, 0)
    keys = sorted(old.client.scan_iter())
    assert values(new, keys) == values(old, keys)
    assert 59_000_000 < new.client.pttl("staging:soon") <= 60_000_000
    assert new.client.pttl("staging:hash") == -1
    assert digest(new.client, keys) == digest(old.client, keys)


def test_a_server_that_does_not_read_the_others_dumps_gets_the_values(
    old: Server, new: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(old)
    old.client.xadd("staging:empty", {"a": "1"})
    old.client.xtrim("staging:empty", 0)
    unreadable(monkeypatch)
    assert mirror(old.client, new.client, SCOPE) == Copied(8, 0)
    assert differing(old.client, new.client, SCOPE) == []
    assert 59_000_000 < new.client.pttl("staging:soon") <= 60_000_000


def unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis.client.Pipeline, "dump", lambda pipe, key: pipe.echo("no dump"))


@pytest.mark.parametrize("reads_dumps", [True, False])
def test_many_keys_take_few_exchanges(
    old: Server, new: Server, monkeypatch: pytest.MonkeyPatch, reads_dumps: bool
) -> None:
    with old.client.pipeline(transaction=False) as pipe:
        for number in range(2 * BATCH):
            pipe.set(f"staging:{number}", "1")
        pipe.execute()
    if not reads_dumps:
        unreadable(monkeypatch)
    exchanges, real = Counter[str](), redis.client.Pipeline.execute

    def execute(pipe: Any, **words: bool) -> Any:
        exchanges["all"] += 1
        return real(pipe, **words)

    monkeypatch.setattr(redis.client.Pipeline, "execute", execute)
    mirror(old.client, new.client, SCOPE)
    # For each batch: sizes, then dumps and their writing, or types, contents and writing; and to compare,
    # sizes, and types and contents of both sides.
    assert exchanges["all"] == (2 * (3 + 5) if reads_dumps else 2 + 2 * (4 + 5))


def test_no_more_is_asked_for_at_once_than_a_server_has_room_for(
    old: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [f"staging:{number}".encode() for number in range(5)]
    for key in keys:
        old.client.set(key, "x" * 1000)
    old.client.set(keys[3], "x" * 9000)
    monkeypatch.setattr("ops.redis.values._BYTES", 3000)
    assert list(portions(old.client, keys)) == [keys[:2], keys[2:3], keys[3:4], keys[4:]]
    monkeypatch.setattr(redis.client.Pipeline, "memory_usage", lambda pipe, key: pipe.execute_command("NO"))
    assert list(portions(old.client, keys)) == [keys]


def test_who_waits_is_told_how_far_it_is(
    old: Server, new: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ops.redis.values.BATCH", 3)
    monkeypatch.setattr("ops.redis.values._TOLD_AFTER", 3)
    filled(old)
    mirror(old.client, new.client, SCOPE)
    assert capsys.readouterr().err.splitlines()[:3] == [
        "copying: 3 keys so far",
        "copying: 6 keys so far",
        "comparing: 3 keys so far",
    ]


def test_a_key_that_comes_to_its_end_while_it_is_compared_differs_from_nothing(
    old: Server, new: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in (old, new):
        one.client.set("bull:staging-mail:limiter", "3", px=60_000)

    def read_and_gone(client: Any, keys: list[bytes]) -> dict[bytes, Held]:
        found = read(client, keys)
        for one in (old, new):
            one.client.delete("bull:staging-mail:limiter")
        return found

    monkeypatch.setattr("ops.redis.copying.read", read_and_gone)
    assert differing(old.client, new.client, SCOPE) == []


def test_a_key_that_has_lost_its_end_or_has_got_one_differs(old: Server, new: Server) -> None:
    old.client.set("staging:a", "1", px=60_000)
    new.client.set("staging:a", "1")
    assert differing(old.client, new.client, SCOPE) == [b"staging:a"]


def test_what_has_come_to_its_end_since_changes_no_digest(old: Server) -> None:
    filled(old)
    before = digest(old.client, list(old.client.scan_iter()))
    old.client.delete("staging:soon")
    assert digest(old.client, list(old.client.scan_iter())) == before


def test_an_instance_that_is_too_small_is_told_without_what_a_job_holds(old: Server, new: Server) -> None:
    old.client.set("staging:a", "a secret of somebody")
    new.client.config_set("maxmemory", 1)
    try:
        with pytest.raises(InputError) as caught:
            mirror(old.client, new.client, SCOPE)
    finally:
        new.client.config_set("maxmemory", 0)
    assert str(caught.value) == (
        "the Key Value refuses what is copied into it: it is too small; write a larger `redis.plan`"
    )


def test_what_a_server_refuses_is_told_without_what_a_job_holds(
    old: Server, new: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    old.client.set("staging:a", "a secret of somebody")
    monkeypatch.setattr(
        redis.client.Pipeline, "restore", lambda pipe, *_, **__: pipe.incr("staging:a", "secret")
    )
    with pytest.raises(InputError) as caught:
        mirror(old.client, new.client, SCOPE)
    assert str(caught.value) == (
        "the Key Value refuses what is copied into it: value is not an integer or out of range"
    )


def test_locks_stay_behind_and_what_the_source_has_not_goes(old: Server, new: Server) -> None:
    old.client.set("bull:staging-mail:7:lock", "token", px=30_000)
    old.client.set("bull:staging-mail:stalled-check", "1", px=30_000)
    old.client.set("bull:staging-mail:limiter", "3", px=60_000)
    new.client.set("staging:left", "1")
    new.client.set("production:left", "1")
    assert mirror(old.client, new.client, SCOPE) == Copied(1, 1)
    assert set(new.client.scan_iter()) == {b"bull:staging-mail:limiter", b"production:left"}


def test_somebody_who_still_writes_is_found(
    old: Server, new: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    old.client.set("staging:a", "1")
    monkeypatch.setattr("ops.redis.copying.remove", lambda *_: old.client.set("staging:b", "2") and 0)
    with pytest.raises(InputError, match="1 keys differ after they were copied, staging:b for one"):
        mirror(old.client, new.client, SCOPE)


def test_other_environments_keys_are_byte_for_byte_as_before(old: Server, new: Server) -> None:
    async def fill() -> None:
        for name in ("production-mail", "staging-mail", "staging-eu-mail"):
            connection = redis.asyncio.Redis(port=old.port, password=PASSWORD, decode_responses=True)
            queue = Queue(name, {"connection": connection})
            await queue.add("one", {"to": name})
            await queue.add("later", {}, {"delay": 100_000})
            await connection.aclose()

    in_a_loop(fill())
    old.client.set("recording:7", "nobody's")
    scope = Scope("bull:staging-", "staging:", ("bull:staging-eu-",))
    others = {key: dump for key, dump in old.dumps().items() if not scope.holds(key)}
    assert len(others) > 10
    mirror(old.client, new.client, scope)
    assert remove(old.client, of_environment(old.client, scope), scope) == 8
    assert old.dumps() == others


def test_a_key_that_is_not_the_environments_is_never_removed(old: Server) -> None:
    old.client.set("staging:a", "1")
    old.client.set("production:a", "1")
    with pytest.raises(InputError, match="production:a is not a key of this environment"):
        remove(old.client, [b"staging:a", b"production:a"], SCOPE)
    assert old.client.dbsize() == 2


def test_a_stream_a_list_and_a_set_are_written_in_place_of_what_was_there(old: Server) -> None:
    filled(old)
    held = read(old.client, sorted(old.client.scan_iter()))
    copies = {b"copy of " + key: one for key, one in held.items()}
    write(old.client, copies)
    assert values(old, list(copies)) == {key: one.value for key, one in copies.items()}
    assert 59_000_000 < old.client.pttl("copy of staging:soon") <= 60_000_000


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
