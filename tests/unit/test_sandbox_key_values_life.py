"""What becomes of a Key Value's server and data when the instance changes or the sandbox ends."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.unit.key_values import LONG, KeyValues


@pytest.fixture
def unserved(tmp_path: Path) -> KeyValues:
    return KeyValues(tmp_path)


@pytest.fixture
def shop(unserved: KeyValues) -> Iterator[KeyValues]:
    with unserved.served():
        yield unserved


def folders(shop: KeyValues) -> list[str]:
    return sorted(folder.name for folder in (shop.cloud.home / "key-values").iterdir())


def with_data(shop: KeyValues, **changes: Any) -> str:
    """An instance whose server runs and holds one key."""
    name = shop.create(**changes)
    shop.client(name).set("kept", "yes")
    return name


@pytest.mark.parametrize(
    ("change", "key", "after"),
    [
        ({"maxmemoryPolicy": "noeviction"}, "maxmemory-policy", "noeviction"),
        ({"plan": "standard"}, "maxmemory", str(1024**3)),
    ],
)
def test_a_change_of_a_running_instance_restarts_it_with_its_data(
    shop: KeyValues, change: dict[str, str], key: str, after: str
) -> None:
    name = with_data(shop)
    before = shop.signed_in(name)
    shop.change(name, **change)
    assert before.hear() == ""
    assert shop.client(name).get("kept") == "yes"
    assert shop.setting(name, key) == after


@pytest.mark.parametrize("change", [{"name": "renamed"}, {"ipAllowList": []}, {"plan": "256mb"}])
def test_what_changes_nothing_in_the_server_leaves_it_running(
    shop: KeyValues, change: dict[str, Any]
) -> None:
    name = with_data(shop)
    before = shop.signed_in(name)
    shop.change(name, **change)
    assert before.say("PING") == "+PONG"


def test_the_upgrade_from_free_begins_without_data_and_removes_the_old(shop: KeyValues) -> None:
    name = with_data(shop, plan="free")
    before = shop.signed_in(name)
    shop.change(name, plan="starter")
    assert before.hear() == ""
    assert shop.client(name).get("kept") is None
    shop.settle()
    assert folders(shop) == [f"{name}-2"]


def test_a_restart_of_a_free_instance_loses_what_it_held(shop: KeyValues) -> None:
    name = with_data(shop, plan="free")
    shop.change(name, maxmemoryPolicy="noeviction")
    assert shop.client(name).get("kept") is None


@pytest.mark.parametrize(("plan", "after"), [("starter", "yes"), ("free", None)])
def test_a_suspended_instance_has_no_server_until_it_is_resumed(
    shop: KeyValues, plan: str, after: str | None
) -> None:
    name = with_data(shop, plan=plan)
    before, processes = shop.signed_in(name), shop.processes()
    shop.render("POST", f"/key-value/{name}/suspend", {})
    assert before.hear() == ""
    assert psutil.wait_procs(processes, LONG)[1] == []
    shop.render("POST", f"/key-value/{name}/resume", {})
    shop.stages(2)
    assert shop.client(name).get("kept") == after


def test_a_deleted_instance_leaves_neither_server_nor_data(shop: KeyValues) -> None:
    name, other = with_data(shop), with_data(shop)
    before = shop.signed_in(name)
    shop.render("DELETE", f"/key-value/{name}")
    assert before.hear() == ""
    assert shop.client(other).get("kept") == "yes"
    shop.settle()
    assert len(shop.processes()) == 2
    assert folders(shop) == [f"{other}-1"]


@pytest.mark.parametrize(("plan", "after"), [("starter", "yes"), ("free", None)])
def test_a_paid_instance_keeps_its_data_over_an_end_of_the_sandbox(
    unserved: KeyValues, plan: str, after: str | None
) -> None:
    with unserved.served():
        name = with_data(unserved, plan=plan)
        assert unserved.processes() != []
    assert unserved.processes() == []
    with unserved.served():
        assert unserved.client(name).get("kept") == after


def test_what_was_deleted_while_nothing_ran_is_removed_at_the_next_start(unserved: KeyValues) -> None:
    with unserved.served():
        name = with_data(unserved)
    unserved.render("DELETE", f"/key-value/{name}")
    with unserved.served():
        unserved.settle()
        assert folders(unserved) == []


@pytest.mark.parametrize("how", ["SHUTDOWN", "kill -9"])
def test_a_server_that_ended_by_itself_starts_again_at_the_next_connection(shop: KeyValues, how: str) -> None:
    name = with_data(shop)
    if how == "SHUTDOWN":
        assert shop.signed_in(name).say("SHUTDOWN") == ""
    else:
        (server,) = [each for each in shop.processes() if each.name() == "valkey-server"]
        server.kill()
    deadline = time.monotonic() + LONG
    while shop.servers.report()[0]["running"]:
        assert time.monotonic() < deadline
    assert shop.client(name).get("kept") == "yes"


def test_connections_at_once_start_one_server(shop: KeyValues) -> None:
    name = shop.create()
    talks = [shop.talk() for _ in range(5)]
    for talk in talks:
        talk.send(f"AUTH {name} {shop.password(name)}")
    assert [talk.hear() for talk in talks] == ["+OK"] * 5
    assert len(shop.processes()) == 2
