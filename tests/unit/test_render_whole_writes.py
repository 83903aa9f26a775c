"""Writes whose order or whole matters: instances around a change of plan, and a build filter."""

from typing import Any

import pytest

from render.service_settings import create_body, patch_body
from render.web_service import WebServiceProvider
from tests.unit.render_support import WEB, Emulated

FREE = {**WEB, "plan": "free"}


def updated(render: Emulated, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The writes of one update, without the path of the service."""
    created = WebServiceProvider().create(before)
    render.forget_requests()
    done = WebServiceProvider().update(created.id, created.outs or {}, after)
    assert WebServiceProvider().diff(created.id, done.outs or {}, after).changes is False
    live = render.service(created.id)["serviceDetails"]
    assert (live["plan"], live["numInstances"]) == (after["plan"], after.get("num_instances", 1))
    return [line.replace(f" /services/{created.id}", " ") for line in render.writes()]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({**WEB, "num_instances": 2}, {**FREE, "num_instances": 1}),
        # Taken out of the stack file together with the paid plan.
        ({**WEB, "num_instances": 3}, FREE),
    ],
)
def test_to_a_plan_with_fewer_instances_it_is_scaled_first(
    render: Emulated, before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert updated(render, before, after) == ["POST /scale", "PATCH "]


def test_instances_that_a_person_has_added_are_no_obstacle_to_one_that_is_wanted(render: Emulated) -> None:
    created = WebServiceProvider().create(WEB)
    render.client.post(f"/services/{created.id}/scale", {"numInstances": 3})
    WebServiceProvider().update(created.id, created.outs or {}, {**FREE, "num_instances": 1})
    assert render.service(created.id)["serviceDetails"]["plan"] == "free"


@pytest.mark.parametrize("before", [FREE, {**FREE, "num_instances": 1}])
def test_to_a_plan_with_more_instances_it_is_scaled_last(render: Emulated, before: dict[str, Any]) -> None:
    assert updated(render, before, {**WEB, "num_instances": 2}) == ["PATCH ", "POST /scale"]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"paths": ["server/**"]}, {"paths": ["server/**"], "ignoredPaths": []}),
        ({"ignored_paths": ["*.md"]}, {"paths": [], "ignoredPaths": ["*.md"]}),
        ({"paths": None, "ignored_paths": ["*.md"]}, {"paths": [], "ignoredPaths": ["*.md"]}),
        ({}, {"paths": [], "ignoredPaths": []}),
        (None, {"paths": [], "ignoredPaths": []}),
    ],
)
def test_a_build_filter_is_written_whole_and_emptied_by_two_empty_lists(
    given: dict[str, Any] | None, sent: dict[str, Any]
) -> None:
    wanted = {**WEB, "build_filter": given}
    assert patch_body(["build_filter"], wanted) == {"buildFilter": sent}
    if given:
        assert create_body("web_service", wanted)["buildFilter"] == sent


def test_a_build_filter_of_nothing_is_no_part_of_a_create() -> None:
    assert "buildFilter" not in create_body("web_service", {**WEB, "build_filter": {}})
