"""How a Key Value instance of the emulated Render lives: restarts, its data, instances of old."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.sandbox_wire import OWNER, Wire

KEY_VALUE = {"name": "shop-redis", "ownerId": OWNER, "plan": "starter", "region": "frankfurt"}


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


def created(wire: Wire, **changes: Any) -> str:
    """An available instance; returns its path."""
    reply = wire.render("POST", "/key-value", KEY_VALUE | changes)
    wire.stages(3)
    return f"/key-value/{reply.json()['id']}"


def status(wire: Wire, path: str) -> str:
    return str(wire.render("GET", path).json()["status"])


def data(wire: Wire) -> int:
    reply = wire.send("GET", "/_sandbox/instances", params={"keyValue": "shop-redis"})
    return int(reply.json()["dataGeneration"])


def test_from_free_to_paid_all_data_is_lost(wire: Wire) -> None:
    path = created(wire, plan="free")
    assert data(wire) == 1
    wire.render("PATCH", path, {"plan": "starter"})
    reply = wire.send("GET", "/_sandbox/instances", params={"keyValue": "shop-redis"})
    assert reply.json() == {"dataGeneration": 2, "plan": "starter"}


def test_a_change_of_plan_or_policy_restarts_and_keeps_what_is_on_disk(wire: Wire) -> None:
    path = created(wire)
    for change, phase in (
        ({"plan": "standard"}, "updating_instance"),
        ({"maxmemoryPolicy": "noeviction"}, "config_restart"),
    ):
        assert wire.render("PATCH", path, change).json()["status"] == phase
        wire.stages(1)
        assert status(wire, path) == "available"
    assert data(wire) == 1


@pytest.mark.parametrize(
    "change", [{"name": "shop-redis"}, {"ipAllowList": []}, {"maxmemoryPolicy": None}, {"plan": "256mb"}]
)
def test_what_changes_nothing_in_the_instance_does_not_restart_it(wire: Wire, change: dict[str, Any]) -> None:
    path = created(wire)
    assert wire.render("PATCH", path, change).json()["status"] == "available"


def test_a_restart_empties_what_is_in_memory_only(wire: Wire) -> None:
    path = created(wire, plan="free")
    wire.render("PATCH", path, {"maxmemoryPolicy": "noeviction"})
    assert data(wire) == 2


def test_a_suspended_instance_stays_so_until_it_is_resumed(wire: Wire) -> None:
    path = created(wire)
    for action, after in (("suspend", "suspended"), ("resume", "unavailable")):
        reply = wire.render("POST", f"{path}/{action}", {})
        assert (reply.status_code, reply.content) == (202, b"")
        assert status(wire, path) == after
    wire.stages(1)
    assert status(wire, path) == "available"
    wire.render("POST", f"{path}/resume", {})
    assert status(wire, path) == "available"


def test_a_change_does_not_wake_a_suspended_instance(wire: Wire) -> None:
    path = created(wire)
    wire.render("POST", f"{path}/suspend", {})
    wire.render("PATCH", path, {"maxmemoryPolicy": "noeviction"})
    wire.stages(2)
    assert status(wire, path) == "suspended"


def test_an_old_redis_is_served_as_a_key_value_of_an_older_version(wire: Wire) -> None:
    reply = wire.send("POST", "/_sandbox/legacy-redis", json=KEY_VALUE)
    assert (reply.status_code, reply.json()["version"]) == (201, "6.2.14")
    assert reply.json()["id"].startswith("red-")
    wire.stages(3)
    read = wire.render("GET", f"/key-value/{reply.json()['id']}").json()
    assert (read["version"], read["status"], read["region"]) == ("6.2.14", "available", "frankfurt")
    assert wire.render("GET", "/key-value", name="shop-redis").json()[0]["keyValue"]["id"] == read["id"]


@pytest.mark.parametrize("change", [{"plan": "huge"}, {"ownerId": "tea-none"}, {"region": ""}, {"x": "y"}])
def test_an_old_redis_that_makes_no_sense_is_refused(wire: Wire, change: dict[str, str]) -> None:
    assert wire.send("POST", "/_sandbox/legacy-redis", json=KEY_VALUE | change).status_code == 400
    assert wire.render("GET", "/key-value").json() == []
