"""A change, replacement or destroy that is cut off is finished by the next run, and deployed once.

The tests of this module follow one program, in the order they stand here: what one left to do would be among
the writes of the next.
"""

import json

import pytest

from tests.engine.interruptions import cut_off, faulted
from tests.engine.render_only_program import STACK, RenderOnly

SERVICE = "/v1/services/srv-[a-z0-9]+"


def up_writes(program: RenderOnly) -> list[str]:
    return program.writes_during(lambda: program.up().ok())


def built(program: RenderOnly, service: str) -> bool:
    """Whether the newest deploy of a service built its commit anew."""
    cloud = json.loads((program.home.path / "cloud.json").read_text())
    newest = cloud["render"]["deploys"][program.services()[service]["id"]][-1]
    return not newest["_deployOnly"]


def test_a_variable_whose_write_was_not_heard_of_is_built_with_what_was_left_to_write(
    render_up: RenderOnly,
) -> None:
    render_up.wanted["api"]["env"]["LOG_LEVEL"] = "info"
    render_up.wanted["api"]["plan"] = "standard"
    cut_off(render_up, "up", "PUT", f"{SERVICE}/env-vars/LOG_LEVEL")
    writes = up_writes(render_up)
    assert writes[-2:] == ["PATCH /services/shop-api", "POST /services/shop-api/deploys"]
    assert set(writes[:-2]) <= {"PUT /services/shop-api/env-vars/LOG_LEVEL"}
    assert render_up.variables("shop-api")["LOG_LEVEL"] == "info"
    assert built(render_up, "shop-api")


def test_a_variable_whose_write_was_not_heard_of_is_deployed_also_after_a_refresh(
    render_up: RenderOnly,
) -> None:
    render_up.wanted["worker"]["env"]["NODE_ENV"] = "test"
    cut_off(render_up, "up", "PUT", f"{SERVICE}/env-vars/NODE_ENV")
    render_up.refresh().ok()
    assert up_writes(render_up) == ["POST /services/shop-worker/deploys"]
    render_up.preview("--expect-no-changes").ok()


def test_a_plan_whose_write_was_not_heard_of_is_deployed_once(render_up: RenderOnly) -> None:
    render_up.wanted["api"]["plan"] = "pro"
    cut_off(render_up, "up", "PATCH", SERVICE)
    assert up_writes(render_up) == ["PATCH /services/shop-api", "POST /services/shop-api/deploys"]
    assert render_up.control("instances?service=shop-api")["plan"] == "pro"


@pytest.mark.parametrize("request_", ["POST /deploys", "GET /deploys/dep-[a-z0-9]+"])
def test_a_deploy_whose_end_was_not_heard_of_is_gone_on_with(render_up: RenderOnly, request_: str) -> None:
    method, path = request_.split()
    render_up.wanted["worker"]["env"]["LOG_LEVEL"] = method
    cut_off(render_up, "up", method, f"{SERVICE}{path}")
    assert up_writes(render_up) == []
    assert render_up.control("instances?service=shop-worker")["envKeys"] == ["LOG_LEVEL", "NODE_ENV", "TOKEN"]


def test_a_deploy_whose_reply_was_lost_is_found_and_waited_for(render_up: RenderOnly) -> None:
    before = len(faulted(render_up))
    rule = {"kind": "cut_after", "method": "POST", "path": f"{SERVICE}/deploys", "times": 1}
    render_up.control("faults", [rule])
    render_up.wanted["worker"]["env"]["LOG_LEVEL"] = "debug"
    assert up_writes(render_up) == [
        "PUT /services/shop-worker/env-vars/LOG_LEVEL",
        "POST /services/shop-worker/deploys",
    ]
    assert len(faulted(render_up)) == before + 1


def test_a_replacement_that_was_cut_off_after_its_delete_is_created_once(render_up: RenderOnly) -> None:
    old = render_up.services()["shop-worker"]["id"]
    render_up.wanted["worker"].update(region="oregon", allow_replacement=True)
    cut_off(render_up, "up", "DELETE", SERVICE)
    # What is gone already is deleted once more: a 404 is no error there.
    assert up_writes(render_up) == [f"DELETE /services/{old}", "POST /services"]
    assert sorted(render_up.services()) == ["shop-api", "shop-worker"]
    assert render_up.services()["shop-worker"]["serviceDetails"]["region"] == "oregon"


def test_a_replacement_that_is_allowed_deletes_first_and_creates_once(render_up: RenderOnly) -> None:
    (old,) = render_up.key_values()
    render_up.wanted["redis"].update(region="oregon", allow_replacement=True)
    assert up_writes(render_up) == [f"DELETE /key-value/{old['id']}", "POST /key-value"]
    assert [(new["name"], new["region"]) for new in render_up.key_values()] == [("shop-redis", "oregon")]
    render_up.preview("--expect-no-changes").ok()


def test_a_destroy_that_was_cut_off_is_finished_by_the_next(render_up: RenderOnly) -> None:
    cut_off(render_up, "destroy", "DELETE", SERVICE)
    render_up.destroy().ok()
    assert (render_up.services(), render_up.key_values()) == ({}, [])
    state = json.loads(render_up.pulumi("stack", "export", "--stack", STACK).ok().text)
    assert state["deployment"].get("resources", []) == []
    assert state["deployment"].get("pending_operations", []) == []
