"""Deploys and env vars of the emulated Render: the life cycle by the clock, and what is live when."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.sandbox_wire import Wire, service_body


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


def created(wire: Wire, **changes: Any) -> str:
    """A service whose first deploy has just begun; returns its path."""
    reply = wire.render("POST", "/services", service_body(**changes)).json()
    return f"/services/{reply['service']['id']}"


def deploys(wire: Wire, path: str) -> list[dict[str, Any]]:
    return [entry["deploy"] for entry in wire.render("GET", f"{path}/deploys").json()]


def statuses(wire: Wire, path: str) -> list[str]:
    return [deploy["status"] for deploy in deploys(wire, path)]


def fail_next(wire: Wire, status: str) -> None:
    wire.send("POST", "/_sandbox/fail-deploy", json={"service": "shop-api", "status": status})


def live(wire: Wire, path: str) -> dict[str, Any]:
    """What the instances of the service run with."""
    wire.render("GET", path)
    found: dict[str, Any] = wire.cloud.render["services"][path.removeprefix("/services/")]["_live"]
    return found


@pytest.mark.parametrize(
    ("details", "stages"),
    [
        ({}, ["created", "build_in_progress", "update_in_progress", "live"]),
        (
            {"preDeployCommand": "x"},
            ["created", "build_in_progress", "pre_deploy_in_progress", "update_in_progress", "live"],
        ),
    ],
)
def test_a_deploy_goes_through_its_stages_by_the_clock(
    wire: Wire, details: dict[str, Any], stages: list[str]
) -> None:
    path = created(wire, details=details)
    seen = []
    for _ in stages:
        seen += statuses(wire, path)
        wire.stages(1)
    assert seen == stages
    assert deploys(wire, path)[0]["finishedAt"]


def test_without_stage_time_a_deploy_is_live_at_once(wire: Wire) -> None:
    wire.cloud.stage_seconds = 0
    assert statuses(wire, created(wire)) == ["live"]


def test_a_second_live_deploy_deactivates_the_first(wire: Wire) -> None:
    path = created(wire)
    wire.stages(5)
    reply = wire.render("POST", f"{path}/deploys", {})
    assert (reply.status_code, reply.json()["trigger"], reply.json()["finishedAt"]) == (201, "api", None)
    wire.stages(5)
    assert statuses(wire, path) == ["live", "deactivated"]


def test_a_deploy_beside_a_running_one_is_queued_with_an_empty_202(wire: Wire) -> None:
    path = created(wire)
    reply = wire.render("POST", f"{path}/deploys", {})
    assert (reply.status_code, reply.content) == (202, b"")
    assert statuses(wire, path) == ["queued", "created"]
    wire.stages(3)
    assert statuses(wire, path) == ["created", "live"]
    wire.stages(3)
    assert statuses(wire, path) == ["live", "deactivated"]


def test_only_the_newest_queued_deploy_runs(wire: Wire) -> None:
    path = created(wire)
    wire.render("POST", f"{path}/deploys", {})
    wire.render("POST", f"{path}/deploys", {})
    assert statuses(wire, path) == ["queued", "canceled", "created"]
    wire.stages(6)
    assert statuses(wire, path) == ["live", "canceled", "deactivated"]


@pytest.mark.parametrize("status", ["build_failed", "pre_deploy_failed", "update_failed", "canceled"])
def test_a_deploy_that_is_told_to_fail_does_so_once_and_the_live_one_stays(wire: Wire, status: str) -> None:
    path = created(wire)
    wire.stages(5)
    fail_next(wire, status)
    wire.render("POST", f"{path}/deploys", {})
    wire.stages(5)
    assert statuses(wire, path) == [status, "live"]
    wire.render("POST", f"{path}/deploys", {})
    wire.stages(5)
    assert statuses(wire, path) == ["live", status, "deactivated"]


def test_a_failure_that_does_not_exist_is_refused(wire: Wire) -> None:
    body = {"service": "shop-api", "status": "live"}
    assert wire.send("POST", "/_sandbox/fail-deploy", json=body).status_code == 400


def test_a_canceled_deploy_makes_way_for_the_queued_one(wire: Wire) -> None:
    path = created(wire)
    wire.render("POST", f"{path}/deploys", {})
    running = deploys(wire, path)[1]["id"]
    reply = wire.render("POST", f"{path}/deploys/{running}/cancel", {})
    assert (reply.status_code, reply.json()["status"]) == (200, "canceled")
    assert statuses(wire, path) == ["created", "canceled"]
    assert wire.render("POST", f"{path}/deploys/{running}/cancel", {}).status_code == 400


def test_a_suspended_service_is_not_deployed_and_a_resumed_one_is(wire: Wire) -> None:
    path = created(wire)
    wire.stages(5)
    wire.render("POST", f"{path}/suspend", {})
    reply = wire.render("POST", f"{path}/deploys", {})
    assert (reply.status_code, reply.json()) == (400, {"message": "cannot deploy suspended service"})
    wire.render("POST", f"{path}/resume", {})
    assert deploys(wire, path)[0]["trigger"] == "service_resumed"


def test_deploy_only_skips_the_build_and_stands_alone(wire: Wire) -> None:
    path = created(wire)
    wire.stages(5)
    mixed = {"deployMode": "deploy_only", "clearCache": "clear"}
    assert wire.render("POST", f"{path}/deploys", mixed).status_code == 400
    wire.render("POST", f"{path}/deploys", {"deployMode": "deploy_only"})
    wire.stages(1)
    assert statuses(wire, path)[0] == "update_in_progress"


def test_deploys_are_read_by_id_and_filtered_by_status(wire: Wire) -> None:
    path = created(wire)
    first = deploys(wire, path)[0]
    assert wire.render("GET", f"{path}/deploys/{first['id']}").json() == first
    assert not [key for key in first if key.startswith("_")]
    assert wire.render("GET", f"{path}/deploys", status="live").json() == []
    assert wire.render("GET", f"{path}/deploys/dep-none").status_code == 404


def test_env_and_plan_are_live_only_after_the_next_live_deploy(wire: Wire) -> None:
    path = created(wire, envVars=[{"key": "A", "value": "1"}])
    wire.stages(5)
    wire.render("PUT", f"{path}/env-vars/A", {"value": "2"})
    wire.render("PATCH", path, {"serviceDetails": {"plan": "standard"}})
    assert (live(wire, path)["env"], live(wire, path)["plan"]) == ({"A": "1"}, "starter")
    wire.render("POST", f"{path}/deploys", {})
    wire.render("PUT", f"{path}/env-vars/A", {"value": "3"})
    wire.stages(5)
    assert (live(wire, path)["env"], live(wire, path)["plan"]) == ({"A": "2"}, "standard")


def test_a_queued_deploy_takes_the_env_that_stands_when_its_turn_comes(wire: Wire) -> None:
    path = created(wire, envVars=[{"key": "A", "value": "1"}])
    wire.render("POST", f"{path}/deploys", {})
    wire.render("PUT", f"{path}/env-vars/A", {"value": "2"})
    wire.stages(3.5)
    wire.render("PUT", f"{path}/env-vars/A", {"value": "3"})
    wire.stages(5)
    assert live(wire, path)["env"] == {"A": "2"}


def test_env_vars_are_paged_by_20_in_reversed_order(wire: Wire) -> None:
    keys = [f"KEY_{number:02}" for number in range(25)]
    path = created(wire, envVars=[{"key": key, "value": "x"} for key in keys])
    first = wire.render("GET", f"{path}/env-vars").json()
    assert len(first) == 20
    rest = wire.render("GET", f"{path}/env-vars", cursor=first[-1]["cursor"]).json()
    assert [entry["envVar"]["key"] for entry in first + rest] == keys[::-1]
    assert len(wire.render("GET", f"{path}/env-vars", limit=100).json()) == 25


def test_one_env_var_is_written_read_and_deleted_without_touching_others(wire: Wire) -> None:
    path = created(wire, envVars=[{"key": "MINE", "value": "1"}, {"key": "THEIRS", "value": "2"}])
    assert wire.render("PUT", f"{path}/env-vars/NEW", {"value": ""}).json() == {"key": "NEW", "value": ""}
    assert wire.render("DELETE", f"{path}/env-vars/MINE").status_code == 204
    assert wire.render("GET", f"{path}/env-vars/MINE").status_code == 404
    assert wire.render("DELETE", f"{path}/env-vars/MINE").status_code == 404
    assert wire.render("GET", f"{path}/env-vars/THEIRS").json() == {"key": "THEIRS", "value": "2"}


def test_a_generated_value_is_32_random_bytes(wire: Wire) -> None:
    path = created(wire)
    one, two = (wire.render("PUT", f"{path}/env-vars/{key}", {"generateValue": True}).json() for key in "AB")
    assert len(one["value"]) == 44
    assert one["value"] != two["value"]


@pytest.mark.parametrize(
    "body", [None, {}, {"value": 1}, {"value": "x", "key": "A"}, {"generateValue": False}]
)
def test_a_malformed_env_var_is_refused(wire: Wire, body: object) -> None:
    assert wire.render("PUT", f"{created(wire)}/env-vars/A", body).status_code == 400


def test_writing_all_env_vars_really_replaces_the_set(wire: Wire) -> None:
    path = created(wire, envVars=[{"key": "THEIRS", "value": "2"}])
    reply = wire.render("PUT", f"{path}/env-vars", [{"key": "MINE", "value": "1"}])
    assert [entry["envVar"] for entry in reply.json()] == [{"key": "MINE", "value": "1"}]
    assert wire.render("GET", f"{path}/env-vars/THEIRS").status_code == 404
    wire.render("PUT", f"{path}/env-vars", [])
    assert wire.render("GET", f"{path}/env-vars").json() == []
