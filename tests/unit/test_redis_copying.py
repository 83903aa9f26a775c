"""An environment's keys in another Redis: the same values and times to live, and nobody else's touched."""

from collections import Counter
from typing import Any, TypeVar

import pytest
import redis.asyncio
from bullmq import Queue  # type: ignore[import-untyped]

from ops.commands import InputError
from ops.redis.copying import Copied, differing, mirror, remove
from ops.redis.keys import QueueName, Scope, of_environment
from ops.redis.queues import in_a_loop
from ops.redis.values import BATCH, Held, digest, portions, read, write
from tests.unit.redis_servers import PASSWORD, Server

T = TypeVar("T")
SCOPE = Scope("bull:staging-", "staging:")
MAIL = QueueName("bull", "staging-mail")


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
