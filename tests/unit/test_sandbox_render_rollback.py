"""Rollback at the emulated Render: which deploys can be returned to, and what runs afterwards."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.unit.sandbox_wire import Wire


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


@pytest.fixture
def service(wire: Wire) -> str:
    """The path of a service with one env var whose first deploy is live."""
    found = wire.new_service(
        envVars=[{"key": "LEVEL", "value": "first"}], details={"healthCheckPath": "/health"}
    )
    return f"/services/{found['id']}"


def deploys(wire: Wire, service: str) -> list[dict[str, Any]]:
    return [entry["deploy"] for entry in wire.render("GET", f"{service}/deploys").json()]


def deployed(wire: Wire, service: str) -> str:
    """The newest deploy, once it is live."""
    wire.render("POST", f"{service}/deploys", {})
    wire.stages(5)
    return str(deploys(wire, service)[0]["id"])


def roll_back(wire: Wire, service: str, to: str) -> httpx.Response:
    return wire.render("POST", f"{service}/rollback", {"deployId": to})


def live(wire: Wire, service: str) -> dict[str, Any]:
    wire.render("GET", service)
    found: dict[str, Any] = wire.cloud.render["services"][service.removeprefix("/services/")]["_live"]
    return found


def changed_and_deployed(wire: Wire, service: str) -> str:
    """The first deploy's id, after a second one with another commit, env and start command is live."""
    first = str(deploys(wire, service)[0]["id"])
    wire.render("PUT", f"{service}/env-vars/LEVEL", {"value": "second"})
    commands = {"envSpecificDetails": {"startCommand": "npm run other"}}
    wire.render("PATCH", service, {"serviceDetails": commands})
    wire.send("POST", "/_sandbox/push", json={"repo": "shop/shop", "branch": "main"})
    wire.stages(5)
    return first


def test_a_rollback_brings_the_earlier_build_with_its_env_and_without_a_build_stage(
    wire: Wire, service: str
) -> None:
    first = changed_and_deployed(wire, service)
    commit = deploys(wire, service)[1]["commit"]
    reply = roll_back(wire, service, first)
    made = reply.json()
    assert (reply.status_code, made["trigger"], made["commit"]) == (201, "rollback", commit)
    seen = [made["status"]]
    for _ in range(2):
        wire.stages(1)
        seen.append(deploys(wire, service)[0]["status"])
    assert seen == ["created", "update_in_progress", "live"]
    now = live(wire, service)
    assert (now["deployId"], now["env"], now["built"]["startCommand"]) == (
        made["id"],
        {"LEVEL": "first"},
        "npm start",
    )


def test_it_overwrites_no_setting_and_the_next_deploy_has_the_current_ones(wire: Wire, service: str) -> None:
    roll_back(wire, service, changed_and_deployed(wire, service))
    wire.stages(5)
    read = wire.render("GET", service).json()
    assert read["autoDeployTrigger"] == "commit"
    assert read["serviceDetails"]["envSpecificDetails"]["startCommand"] == "npm run other"
    assert wire.render("GET", f"{service}/env-vars/LEVEL").json()["value"] == "second"
    deployed(wire, service)
    now = live(wire, service)
    assert (now["env"], now["built"]["startCommand"]) == ({"LEVEL": "second"}, "npm run other")


def test_a_workspace_can_be_told_to_bring_the_present_env(wire: Wire, service: str) -> None:
    wire.send("POST", "/_sandbox/render", json={"rollbackEnv": "current"})
    roll_back(wire, service, changed_and_deployed(wire, service))
    wire.stages(5)
    now = live(wire, service)
    assert (now["env"], now["built"]["startCommand"]) == ({"LEVEL": "second"}, "npm start")


def test_a_visitor_can_tell_which_deploy_answers(wire: Wire, service: str) -> None:
    first = changed_and_deployed(wire, service)
    wire.render("POST", f"{service}/custom-domains", {"name": "api.shop.example"})
    made = roll_back(wire, service, first).json()["id"]
    wire.stages(5)
    reply = wire.send("GET", "/health", "api.shop.example")
    assert (reply.status_code, reply.headers["x-sandbox-deployment"]) == (200, made)


def test_a_rollback_beside_a_running_deploy_is_queued(wire: Wire, service: str) -> None:
    first = changed_and_deployed(wire, service)
    commit = deploys(wire, service)[1]["commit"]
    wire.render("POST", f"{service}/deploys", {})
    reply = roll_back(wire, service, first)
    made = reply.json()
    assert (reply.status_code, made["status"], made["commit"]) == (201, "queued", commit)
    wire.stages(9)
    assert live(wire, service)["env"] == {"LEVEL": "first"}


def test_only_what_was_live_before_can_be_rolled_back_to(wire: Wire, service: str) -> None:
    live_now = deploys(wire, service)[0]["id"]
    wire.send("POST", "/_sandbox/fail-deploy", json={"service": "shop-api", "status": "update_failed"})
    failed = deployed(wire, service)
    text = "only a deploy that was live before can be rolled back to"
    for wanted in (live_now, failed):
        reply = roll_back(wire, service, wanted)
        assert (reply.status_code, reply.json()["message"]) == (400, text)
    assert roll_back(wire, service, "dep-none").status_code == 404
    assert wire.render("POST", f"{service}/rollback", {}).json() == {"message": "deployId is required"}


@pytest.mark.parametrize(("plan", "kept"), [("starter", 3), ("free", 2)])
def test_a_build_is_kept_of_so_many_earlier_deploys_and_of_fewer_on_plan_free(
    wire: Wire, plan: str, kept: int
) -> None:
    wire.send("POST", "/_sandbox/render", json={"buildsKept": 3})
    service = f"/services/{wire.new_service(details={'plan': plan})['id']}"
    for _ in range(4):
        deployed(wire, service)
    earlier = [deploy["id"] for deploy in deploys(wire, service)[1:]]
    reply = roll_back(wire, service, earlier[kept])
    assert (reply.status_code, reply.json()["message"]) == (
        400,
        "the build of this deploy is no longer available",
    )
    assert roll_back(wire, service, earlier[kept - 1]).status_code == 201


def test_a_suspended_service_is_not_rolled_back(wire: Wire, service: str) -> None:
    first = changed_and_deployed(wire, service)
    wire.render("POST", f"{service}/suspend", {})
    reply = roll_back(wire, service, first)
    assert (reply.status_code, reply.json()["message"]) == (400, "cannot roll back suspended service")


def test_a_lost_reply_has_rolled_back_all_the_same(wire: Wire, service: str) -> None:
    first = changed_and_deployed(wire, service)
    rule = {"kind": "cut_after", "method": "POST", "path": f"/v1{service}/rollback", "times": 1}
    wire.send("POST", "/_sandbox/faults", json=[rule])
    with pytest.raises(httpx.RequestError):
        roll_back(wire, service, first)
    wire.stages(5)
    assert deploys(wire, service)[0]["trigger"] == "rollback"
    assert live(wire, service)["env"] == {"LEVEL": "first"}


def test_maintenance_is_for_paid_web_services(wire: Wire) -> None:
    body = {"serviceDetails": {"maintenanceMode": {"enabled": True, "uri": ""}}}
    paid = wire.new_service("paid", details={"plan": "starter"})
    wire.render("POST", f"/services/{paid['id']}/custom-domains", {"name": "api.shop.example"})
    free = wire.new_service("free", details={"plan": "free"})
    worker = wire.new_service("worker", type="background_worker")
    replies = [wire.render("PATCH", f"/services/{each['id']}", body) for each in (paid, free, worker)]
    assert [reply.status_code for reply in replies] == [200, 400, 400]
    assert replies[1].json() == {"message": "maintenanceMode is not available on plan free"}
    assert replies[2].json()["message"].startswith("serviceDetails.maintenanceMode ")
    assert wire.send("GET", "/", "api.shop.example").status_code == 503
