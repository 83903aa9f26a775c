"""What the running instances of the emulated Render see, and which deploy brought it."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.sandbox_wire import Wire, service_body


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


@pytest.fixture
def path(wire: Wire) -> str:
    return f"/services/{wire.new_service(envVars=[{'key': 'A', 'value': 'hunter2'}])['id']}"


def seen(wire: Wire) -> dict[str, Any]:
    reply = wire.send("GET", "/_sandbox/instances", params={"service": "shop-api"})
    assert reply.status_code == 200, reply.text
    assert "hunter2" not in reply.text
    found: dict[str, Any] = reply.json()
    return found


def deploy(wire: Wire, path: str, **order: str) -> dict[str, Any]:
    wire.render("POST", f"{path}/deploys", order)
    wire.stages(5)
    found: dict[str, Any] = wire.render("GET", f"{path}/deploys", limit=1).json()[0]["deploy"]
    return found


def change_everything(wire: Wire, path: str) -> None:
    wire.render("PUT", f"{path}/env-vars/B", {"value": "hunter2"})
    commands = {"buildCommand": "make", "startCommand": "node ."}
    details = {"plan": "standard", "envSpecificDetails": commands, "healthCheckPath": "/up"}
    body = {"branch": "next", "serviceDetails": details | {"maxShutdownDelaySeconds": 60}}
    assert wire.render("PATCH", path, body).status_code == 200


def test_instances_see_what_the_live_deploy_brought_and_env_vars_by_key_only(wire: Wire, path: str) -> None:
    first = wire.render("GET", f"{path}/deploys").json()[0]["deploy"]
    assert seen(wire) == {
        "deployId": first["id"],
        "commitId": first["commit"]["id"],
        "plan": "starter",
        "envKeys": ["A"],
        "repo": "https://github.com/shop/shop",
        "branch": "main",
        "rootDir": "",
        "runtime": "node",
        "buildCommand": "npm ci",
        "startCommand": "npm start",
        "preDeployCommand": None,
        "healthCheckPath": "",
        "maxShutdownDelaySeconds": None,
    }


def test_a_restart_picks_nothing_up(wire: Wire, path: str) -> None:
    before = seen(wire)
    change_everything(wire, path)
    reply = wire.render("POST", f"{path}/restart", {})
    assert (reply.status_code, reply.content) == (200, b"")
    wire.stages(5)
    assert seen(wire) == before
    assert len(wire.render("GET", f"{path}/deploys").json()) == 1


def test_a_build_and_deploy_brings_everything(wire: Wire, path: str) -> None:
    change_everything(wire, path)
    deployed = deploy(wire, path, deployMode="build_and_deploy")
    after = seen(wire)
    assert (after["deployId"], after["commitId"]) == (deployed["id"], deployed["commit"]["id"])
    assert (after["plan"], after["envKeys"], after["branch"]) == ("standard", ["A", "B"], "next")
    assert (after["buildCommand"], after["startCommand"]) == ("make", "node .")
    assert (after["healthCheckPath"], after["maxShutdownDelaySeconds"]) == ("/up", 60)


def test_a_deploy_only_brings_settings_and_keeps_the_build(wire: Wire, path: str) -> None:
    before = seen(wire)
    change_everything(wire, path)
    deployed = deploy(wire, path, deployMode="deploy_only")
    changed = {"plan": "standard", "envKeys": ["A", "B"], "healthCheckPath": "/up"}
    assert seen(wire) == before | changed | {"maxShutdownDelaySeconds": 60, "deployId": deployed["id"]}
    assert deployed["commit"]["id"] == before["commitId"]


def test_a_deploy_only_without_anything_live_builds(wire: Wire) -> None:
    wire.send("POST", "/_sandbox/fail-deploy", json={"service": "shop-api", "status": "build_failed"})
    path = f"/services/{wire.new_service()['id']}"
    assert wire.send("GET", "/_sandbox/instances", params={"service": "shop-api"}).status_code == 404
    wire.render("POST", f"{path}/deploys", {"deployMode": "deploy_only"})
    wire.stages(1)
    assert wire.render("GET", f"{path}/deploys").json()[0]["deploy"]["status"] == "build_in_progress"


@pytest.mark.parametrize("status", ["build_failed", "pre_deploy_failed", "update_failed", "canceled"])
def test_a_deploy_that_does_not_get_live_brings_nothing(wire: Wire, path: str, status: str) -> None:
    before = seen(wire)
    change_everything(wire, path)
    wire.send("POST", "/_sandbox/fail-deploy", json={"service": "shop-api", "status": status})
    assert deploy(wire, path)["status"] == status
    assert seen(wire) == before


def test_under_override_a_new_deploy_cancels_the_running_one_and_begins_at_once(
    wire: Wire, path: str
) -> None:
    wire.send("POST", "/_sandbox/render", json={"overlap": "override"})
    wire.render("POST", f"{path}/deploys", {})
    wire.stages(1)
    second = wire.render("POST", f"{path}/deploys", {})
    assert (second.status_code, second.json()["status"]) == (201, "created")
    wire.stages(5)
    entries = wire.render("GET", f"{path}/deploys").json()
    assert [entry["deploy"]["status"] for entry in entries] == ["live", "canceled", "deactivated"]
    assert seen(wire)["deployId"] == second.json()["id"]


def test_a_change_to_override_clears_the_queue(wire: Wire) -> None:
    path = f"/services/{wire.render('POST', '/services', service_body()).json()['service']['id']}"
    wire.render("POST", f"{path}/deploys", {})
    wire.send("POST", "/_sandbox/render", json={"overlap": "override"})
    wire.render("POST", f"{path}/deploys", {})
    entries = wire.render("GET", f"{path}/deploys").json()
    assert [entry["deploy"]["status"] for entry in entries] == ["created", "canceled", "canceled"]


@pytest.mark.parametrize(
    ("query", "status"),
    [({}, 400), ({"service": "a", "keyValue": "b"}, 400), ({"service": "a"}, 404), ({"keyValue": "a"}, 404)],
)
def test_instances_of_what_is_not_there_are_refused(wire: Wire, query: dict[str, str], status: int) -> None:
    assert wire.send("GET", "/_sandbox/instances", params=query).status_code == status
