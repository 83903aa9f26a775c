"""Key Values of a sandbox that a person starts: no server stays behind, and none ends too early."""

import socket
from collections.abc import Iterator

import httpx
import psutil
import pytest
import redis

from sandbox import process, rehearsal
from sandbox.environment import command_environment
from sandbox.home import Home
from sandbox.lease import end_commands
from sandbox.project import STACKS
from sandbox.session import Session
from tests.unit.key_values import EVERYBODY, LONG, working_in
from tests.unit.sandbox_wire import OWNER


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """One for all, running at the end of each: a start takes longer than what is looked at."""
    made = Home(tmp_path_factory.mktemp("key-values") / ".sandbox")
    made.prepare()
    process.start(made)
    yield made
    process.stop(made)


def created(home: Home) -> "redis.Redis":
    """A client of a new instance that holds one key."""
    process.ask(home, "seed", [{"render": {"ownerId": OWNER}}])
    process.ask(home, "clock", {"stageSeconds": 0})
    headers = {"Authorization": f"Bearer {home.credentials['renderApiKey']}"}
    with httpx.Client(base_url=f"{home.url}/render/v1", headers=headers, trust_env=False) as render:
        body = {"name": "shop-redis", "ownerId": OWNER, "plan": "starter", "ipAllowList": EVERYBODY}
        name = render.post("/key-value", json=body).json()["id"]
        info = render.get(f"/key-value/{name}/connection-info").json()
    password = info["externalConnectionString"].split(":")[2].split("@")[0]
    client = redis.Redis.from_url(
        home.key_values_url, username=name, password=password, decode_responses=True
    )
    client.set("kept", "yes")
    return client


def servers(home: Home) -> list[psutil.Process]:
    return working_in(home.path / "key-values")


def test_a_stop_returns_when_the_process_is_gone(home: Home) -> None:
    served = psutil.Process(int(home.pid_file.read_text()))
    process.stop(home)
    # Nobody has asked this process's child for its exit code yet.
    assert served.status() == psutil.STATUS_ZOMBIE
    process.start(home)


def test_a_stop_ends_every_server_and_a_start_has_the_data_again_at_the_same_address(home: Home) -> None:
    before = servers(home)
    client, url = created(home), home.key_values_url
    running = servers(home)
    assert len(running) == len(before) + 2
    process.stop(home)
    assert [each for each in running if each.is_running()] == []
    process.start(home)
    assert servers(home) == []
    assert client.get("kept") == "yes"
    assert home.key_values_url == url


def test_no_server_outlives_a_sandbox_that_was_killed(home: Home) -> None:
    client, running = created(home), servers(home)
    psutil.Process(int(home.pid_file.read_text())).kill()
    assert psutil.wait_procs(running, LONG)[1] == []
    process.start(home)
    assert client.get("kept") == "yes"


def test_the_end_of_what_rehearsed_commands_have_left_ends_no_server(home: Home) -> None:
    client, running = created(home), servers(home)
    left = psutil.Popen(["sleep", "600"], env=command_environment(home, {}))
    end_commands(home, int(home.pid_file.read_text()))
    assert left.wait(LONG) != 0
    assert servers(home) == running
    assert client.get("kept") == "yes"


def test_with_redis_starts_every_server_and_says_where_it_answers(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client = created(home)
    client.shutdown()
    monkeypatch.setattr(rehearsal, "prepare", lambda home: Session(home, {}, {stack: {} for stack in STACKS}))
    monkeypatch.setattr(Session, "stacks", lambda self: STACKS)
    monkeypatch.setattr(Session, "follow", lambda *_, hear: 0)
    monkeypatch.setattr(Session, "outputs", lambda *_: {})
    rehearsal.up(home, [], with_redis=True)
    name = client.acl_whoami()
    assert f"Key Value shop-redis ({name!s}): answers on {home.key_values_url}\n" in capsys.readouterr().out


def test_another_address_is_taken_when_a_stranger_listens_on_the_old_one(home: Home) -> None:
    process.stop(home)
    before = home.key_values_port
    with socket.create_server(("127.0.0.1", before)):
        process.start(home)
    assert home.key_values_port != before
    assert created(home).get("kept") == "yes"
