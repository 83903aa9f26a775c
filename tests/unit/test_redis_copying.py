"""An environment's keys in another Redis: the same values and times to live, and nobody else's touched."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import redis.asyncio
from bullmq import Job, Queue, Worker  # type: ignore[import-untyped]

from ops.commands import InputError
from ops.redis.copying import Copied, differing, mirror, remove
from ops.redis.keys import QueueName, Scope, of_environment
from ops.redis.queues import Queues, in_a_loop
from ops.redis.values import digest, read, write
from tests.unit.redis_servers import PASSWORD, Server, server

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
    assert read(new.client, keys) == read(old.client, keys)
    assert 59_000_000 < new.client.pttl("staging:soon") <= 60_000_000
    assert new.client.pttl("staging:hash") == -1
    assert digest(new.client, keys) == digest(old.client, keys)


def test_a_server_that_does_not_read_the_others_dumps_gets_the_values(
    old: Server, new: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(old)
    monkeypatch.setattr(redis.Redis, "dump", lambda client, key: client.execute_command("ECHO", "no dump"))
    real = redis.client.Pipeline.dump
    monkeypatch.setattr(redis.client.Pipeline, "dump", lambda pipe, key: pipe.echo("no dump"))
    assert mirror(old.client, new.client, SCOPE) == Copied(7, 0)
    monkeypatch.setattr(redis.client.Pipeline, "dump", real)
    assert differing(old.client, new.client, SCOPE) == []
    assert 59_000_000 < new.client.pttl("staging:soon") <= 60_000_000


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
    for key, value in read(old.client, sorted(old.client.scan_iter())).items():
        write(old.client, b"copy of " + key, value, 0)
        assert read(old.client, [b"copy of " + key]) == {b"copy of " + key: value}


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
    worker = Worker(
        MAIL.name, work, {"connection": redis.asyncio.Redis.from_url(address, decode_responses=True)}
    )
    while (await queue.getJobCounts("completed", "failed")) != {"completed": 1, "failed": 1}:
        await asyncio.sleep(0.01)
    await worker.close()
    await queue.add("waits", {"text": "x" * 200})
    await queue.add("comes", {}, {"delay": 300})
    await queue.add("first", {}, {"priority": 2})
    await queue.upsertJobScheduler("hourly", {"every": 3_600_000}, "hourly", {})
    await queue.add("while paused", {})
    await connection.aclose()


def test_jobs_of_every_state_are_copied_and_run_exactly_once(old: Server, new: Server) -> None:
    in_a_loop(jobs_in_every_state(old.address))
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
    ran = in_a_loop(everything_done(new.address))
    assert sorted(ran) == ["comes", "first", "hourly", "waits", "while paused"]
    assert old.client.exists("bull:staging-mail:wait") == 1


async def everything_done(address: str) -> list[str]:
    """What a worker runs, and the application registers its scheduler again as it starts."""
    connection = redis.asyncio.Redis.from_url(address, decode_responses=True)
    queue, ran = Queue(MAIL.name, {"connection": connection}), list[str]()

    async def work(job: Job, _token: str) -> None:
        ran.append(job.name)

    await queue.upsertJobScheduler("hourly", {"every": 3_600_000}, "hourly", {})
    assert await queue.getJobSchedulersCount() == 1
    worker = Worker(
        MAIL.name, work, {"connection": redis.asyncio.Redis.from_url(address, decode_responses=True)}
    )
    while (await queue.getJobCounts("waiting", "prioritized", "active", "delayed")) != {
        "waiting": 0, "prioritized": 0, "active": 0, "delayed": 1,
    }:  # fmt: skip
        await asyncio.sleep(0.01)
    await worker.close()
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
