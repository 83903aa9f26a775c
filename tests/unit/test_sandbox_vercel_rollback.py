"""Rollback and promotion at the emulated Vercel: what the project says, and what visitors get when."""

import json
from pathlib import Path

import httpx
import pytest

from sandbox.cloud import Cloud
from tests.unit.sandbox_vercel import (
    SITE,
    built,
    call,
    deploy,
    domain,
    project,
    promote,
    read,
    refusal,
    roll_back,
    rolled_back,
    shown,
    visited,
    with_teams,
)
from tests.unit.sandbox_wire import Wire


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return with_teams(tmp_path)


@pytest.fixture
def owner(wire: Wire) -> str:
    made = project(wire)
    domain(wire, made)
    return made


def test_a_production_deployment_takes_the_domains_when_it_is_ready_whoever_looks(
    wire: Wire, owner: str
) -> None:
    first = built(wire, owner)
    second = deploy(wire, owner, target="production").json()["id"]
    assert visited(wire) == first
    wire.stages(2)
    assert visited(wire) == second
    assert [read(wire, each)["readySubstate"] for each in (first, second)] == ["PROMOTED", "PROMOTED"]


def test_a_rollback_is_answered_at_once_and_reaches_visitors_one_stage_later(wire: Wire, owner: str) -> None:
    first, second = built(wire, owner), built(wire, owner)
    assert shown(wire, owner)["lastAliasRequest"] is None
    reply = roll_back(wire, owner, first, description="checkout is broken")
    assert (reply.status_code, reply.content) == (201, b"")
    asked = shown(wire, owner)
    request = asked["lastAliasRequest"]
    at = request["requestedAt"]
    names = {"fromDeploymentId": second, "toDeploymentId": first, "requestedAt": at}
    assert request == names | {"jobStatus": "in-progress", "type": "rollback"}
    assert asked["lastRollbackTarget"] == names
    assert asked["rollbackDescription"]["description"] == "checkout is broken"
    assert visited(wire) == second
    wire.stages(1)
    assert visited(wire) == first
    assert shown(wire, owner)["lastAliasRequest"]["jobStatus"] == "succeeded"
    assert read(wire, SITE)["id"] == first


def test_while_rolled_back_a_new_production_deployment_is_built_and_not_served(
    wire: Wire, owner: str
) -> None:
    first, _ = built(wire, owner), built(wire, owner)
    rolled_back(wire, owner, first)
    staged = built(wire, owner)
    assert visited(wire) == first
    found = read(wire, staged)
    said = {
        key: found[key] for key in ("readyState", "readySubstate", "aliasAssigned", "aliasError", "alias")
    }
    # What the provider waits for is true, or an update would hang: client/deployment_create.go, IsComplete.
    assert said == {
        "readyState": "READY",
        "readySubstate": "STAGED",
        "aliasAssigned": True,
        "aliasError": None,
        "alias": [],
    }


def test_a_build_that_ends_between_request_and_switch_is_not_served_either(wire: Wire, owner: str) -> None:
    first, _ = built(wire, owner), built(wire, owner)
    deploy(wire, owner, target="production")
    wire.stages(1.5)
    roll_back(wire, owner, first)
    wire.stages(9)
    assert visited(wire) == first


def test_what_fell_due_before_a_late_look_happens_in_the_order_of_the_clock(wire: Wire, owner: str) -> None:
    first = built(wire, owner)
    second = built(wire, owner)
    rolled_back(wire, owner, first)
    promote(wire, owner, second)
    third = deploy(wire, owner, target="production").json()["id"]
    wire.stages(9)
    # Promoted after one stage, so the build that took two is served.
    assert visited(wire) == third


def test_a_build_that_began_earlier_and_ends_later_than_what_is_served_does_not_take_over(
    wire: Wire, owner: str
) -> None:
    slow = deploy(wire, owner, target="production").json()["id"]
    wire.cloud.stage_seconds /= 10
    quick = deploy(wire, owner, target="production").json()["id"]
    wire.cloud.clock_offset += 3000
    assert visited(wire) == quick
    assert read(wire, slow)["readySubstate"] == "STAGED"


def test_a_promotion_builds_nothing_and_ends_the_rolled_back_state(wire: Wire, owner: str) -> None:
    first, _ = built(wire, owner), built(wire, owner)
    rolled_back(wire, owner, first)
    staged = built(wire, owner)
    reply = promote(wire, owner, staged)
    assert (reply.status_code, reply.content) == (201, b"")
    assert shown(wire, owner)["lastRollbackTarget"] is not None
    assert visited(wire) == first
    wire.stages(1)
    assert visited(wire) == staged
    found = shown(wire, owner)
    assert (found["lastRollbackTarget"], found["rollbackDescription"]) == (None, None)
    assert (found["lastAliasRequest"]["type"], found["lastAliasRequest"]["jobStatus"]) == (
        "promote",
        "succeeded",
    )
    assert (read(wire, staged)["readySubstate"], read(wire, staged)["alias"]) == ("PROMOTED", [SITE])
    later = built(wire, owner)
    assert visited(wire) == later


def test_without_automatic_domains_a_production_deployment_waits_for_its_promotion(
    wire: Wire, owner: str
) -> None:
    first = built(wire, owner)
    call(wire, "PATCH", f"/v9/projects/{owner}", {"autoAssignCustomDomains": False})
    staged = built(wire, owner)
    assert (visited(wire), read(wire, staged)["readySubstate"]) == (first, "STAGED")
    promote(wire, owner, staged)
    wire.stages(1)
    assert visited(wire) == staged


def test_one_request_at_a_time(wire: Wire, owner: str) -> None:
    first, second = built(wire, owner), built(wire, owner)
    roll_back(wire, owner, first)
    assert refusal(roll_back(wire, owner, first)) == (409, "conflict")
    assert refusal(promote(wire, owner, second)) == (409, "conflict")
    wire.stages(1)
    assert promote(wire, owner, second).status_code == 201


def test_only_what_has_served_production_can_be_rolled_back_to(wire: Wire, owner: str) -> None:
    first, _ = built(wire, owner), built(wire, owner)
    preview = built(wire, owner, "develop", target=None)
    queued = deploy(wire, owner, target="production").json()["id"]
    assert refusal(roll_back(wire, owner, preview)) == (422, "unprocessable_entity")
    assert refusal(roll_back(wire, owner, queued)) == (422, "unprocessable_entity")
    rolled_back(wire, owner, first)
    staged = built(wire, owner)
    assert refusal(roll_back(wire, owner, staged)) == (422, "unprocessable_entity")


def test_what_is_served_already_is_skipped_by_a_rollback_and_refused_by_a_promotion(
    wire: Wire, owner: str
) -> None:
    first = built(wire, owner)
    assert roll_back(wire, owner, first).status_code == 201
    found = shown(wire, owner)
    assert (found["lastAliasRequest"]["jobStatus"], found["lastRollbackTarget"]) == ("skipped", None)
    assert refusal(promote(wire, owner, first)) == (409, "conflict")


def test_a_preview_and_a_failed_build_are_not_promoted(wire: Wire, owner: str) -> None:
    built(wire, owner)
    preview = built(wire, owner, "develop", target=None)
    wire.send("POST", "/_sandbox/fail-deployment", json={"project": "shop-web"})
    failed = built(wire, owner)
    assert refusal(promote(wire, owner, preview)) == (400, "bad_request")
    assert refusal(promote(wire, owner, failed)) == (400, "bad_request")


def test_a_deployment_of_another_project_is_not_found_and_the_body_is_empty(wire: Wire, owner: str) -> None:
    first = built(wire, owner)
    other = project(wire, "other-web")
    assert refusal(roll_back(wire, other, first)) == (404, "not_found")
    assert refusal(promote(wire, owner, "dpl_none")) == (404, "not_found")
    path = f"/v1/projects/{owner}/rollback/{first}"
    assert refusal(call(wire, "POST", path, {"reason": "x"})) == (400, "bad_request")


def test_on_hobby_only_the_immediately_previous_production_deployment_is_open(wire: Wire, owner: str) -> None:
    first, second, _ = built(wire, owner), built(wire, owner), built(wire, owner)
    assert wire.send("POST", "/_sandbox/vercel", json={"plan": "hobby"}).json() == {"plan": "hobby"}
    assert call(wire, "GET", "/v2/teams/shop").json()["billing"] == {"plan": "hobby"}
    reply = roll_back(wire, owner, first)
    assert refusal(reply) == (402, "payment_required")
    assert (
        reply.json()["error"]["message"]
        == "To roll back further than the previous production deployment, upgrade to pro"
    )
    assert roll_back(wire, owner, second).status_code == 201


def test_a_lost_reply_has_rolled_back_all_the_same(wire: Wire, owner: str) -> None:
    first, _ = built(wire, owner), built(wire, owner)
    rule = {"kind": "cut_after", "service": "vercel", "path": f"/v1/projects/{owner}/rollback/{first}"}
    wire.send("POST", "/_sandbox/faults", json=[rule | {"times": 1}])
    with pytest.raises(httpx.RequestError):
        roll_back(wire, owner, first)
    wire.stages(1)
    assert visited(wire) == first
    assert roll_back(wire, owner, first).status_code == 201
    found = shown(wire, owner)
    assert found["lastAliasRequest"]["jobStatus"] == "skipped"
    assert found["lastRollbackTarget"]["toDeploymentId"] == first


def test_a_domain_that_served_answers_at_every_moment_of_a_switch(wire: Wire, owner: str) -> None:
    first, _ = built(wire, owner), built(wire, owner)
    roll_back(wire, owner, first)
    for _ in range(8):
        assert wire.send("GET", "/", SITE).status_code == 200
        wire.stages(0.25)


def test_a_failed_build_says_why_and_production_keeps_what_it_had(wire: Wire, owner: str) -> None:
    first = built(wire, owner)
    body = {"project": "shop-web", "errorMessage": "Module not found"}
    assert wire.send("POST", "/_sandbox/fail-deployment", json=body).json() == body
    failed = built(wire, owner)
    found = read(wire, failed)
    assert {key: found[key] for key in ("readyState", "errorCode", "errorMessage", "aliasAssigned")} == {
        "readyState": "ERROR",
        "errorCode": "BUILD_FAILED",
        "errorMessage": "Module not found",
        "aliasAssigned": False,
    }
    assert visited(wire) == first
    assert visited(wire) != built(wire, owner) == visited(wire)


def test_when_what_is_served_is_deleted_the_newest_other_that_has_served_is(wire: Wire, owner: str) -> None:
    first, second = built(wire, owner), built(wire, owner)
    call(wire, "DELETE", f"/v13/deployments/{second}")
    assert visited(wire) == first


def test_a_switch_to_a_deployment_that_was_deleted_meanwhile_fails_and_changes_nothing(
    wire: Wire, owner: str
) -> None:
    first, second = built(wire, owner), built(wire, owner)
    roll_back(wire, owner, first)
    call(wire, "DELETE", f"/v13/deployments/{first}")
    wire.stages(1)
    found = shown(wire, owner)
    assert (found["lastAliasRequest"]["jobStatus"], found["lastRollbackTarget"]) == ("failed", None)
    assert visited(wire) == second


def test_a_cloud_that_was_saved_before_goes_on_with_its_newest_ready_deployment(
    wire: Wire, owner: str
) -> None:
    first, second = built(wire, owner), built(wire, owner)
    visited(wire)
    for row in (*wire.cloud.vercel["projects"].values(), *wire.cloud.vercel["deployments"].values()):
        for added in ("_production", "readySubstate"):
            row.pop(added, None)
    assert visited(wire) == second
    rolled_back(wire, owner, first)
    assert visited(wire) == first


def test_the_record_survives_a_restart_of_the_sandbox(wire: Wire, owner: str) -> None:
    first, _ = built(wire, owner), built(wire, owner)
    roll_back(wire, owner, first)
    home = wire.cloud.home
    (home / "credentials.json").write_text(json.dumps(wire.cloud.credentials))
    again = Wire(home)
    kept = Cloud.load(home)
    again.cloud.vercel, again.cloud.clock_offset = kept.vercel, kept.clock_offset
    again.stages(1)
    assert visited(again) == first
