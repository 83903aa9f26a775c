"""Errors of Render over what is up already: nothing is forgotten, doubled or left behind.

The tests of this module follow one program, in the order they stand here.
"""

import json

from tests.engine import by_hand
from tests.engine.interruptions import faulted, paid
from tests.engine.render_only_program import STACK, RenderOnly

SERVICE = "/v1/services/srv-[a-z0-9]+"


def urns(program: RenderOnly) -> list[str]:
    state = json.loads(program.pulumi("stack", "export", "--stack", STACK).ok().text)
    return sorted(resource["urn"] for resource in state["deployment"].get("resources", ()))


def test_a_refresh_that_render_does_not_answer_forgets_nothing(render_up: RenderOnly) -> None:
    before = urns(render_up)
    render_up.control("faults", [{"kind": "status", "status": 503, "method": "GET", "path": SERVICE}])
    done = render_up.refresh()
    assert done.code != 0
    assert "Next: see status.render.com, then run again; finished steps are kept" in done.text
    assert "token-of-a-rehearsal" not in done.text
    render_up.control("faults", [])
    assert urns(render_up) == before


def test_a_key_that_render_refuses_forgets_nothing(render_up: RenderOnly) -> None:
    before = urns(render_up)
    render_up.control("faults", [{"kind": "status", "status": 401}])
    done = render_up.refresh()
    assert done.code != 0
    assert "Next: set RENDER_API_KEY to a valid key" in done.text
    render_up.control("faults", [])
    assert urns(render_up) == before
    render_up.preview("--expect-no-changes").ok()


def test_a_change_of_which_every_fifth_reply_is_lost_arrives(render_up: RenderOnly) -> None:
    render_up.control("faults", [{"kind": "cut_after", "share": 0.2, "seed": 3}])
    keys = [f"FEATURE_{number}" for number in range(8)]
    render_up.wanted["api"]["env"].update(dict.fromkeys(keys, "on"))
    render_up.wanted["api"]["plan"] = "standard"
    render_up.up().ok()
    assert faulted(render_up)[-1]["fault"] == "cut_after"
    render_up.control("faults", [])
    assert [render_up.variables("shop-api")[key] for key in keys] == ["on"] * 8
    seen = render_up.control("instances?service=shop-api")
    assert (seen["plan"], set(seen["envKeys"])) == ("standard", {*keys, "NODE_ENV", "ORIGIN", "TOKEN"})
    render_up.preview("--expect-no-changes").ok()


def test_a_service_that_went_missing_unseen_is_a_clear_error_and_made_once_after_a_refresh(
    render_up: RenderOnly,
) -> None:
    before = len(paid(render_up))
    render_up.api("DELETE", by_hand.path(render_up, "shop-worker"))
    render_up.wanted["worker"]["env"]["LOG_LEVEL"] = "info"
    done = render_up.up()
    assert done.code != 0
    assert "Next: run `pulumi refresh` to see what is left, then `pulumi up`" in done.text
    render_up.refresh().ok()
    render_up.up().ok()
    assert paid(render_up)[before:] == ["/v1/services"]
    assert render_up.variables("shop-worker")["LOG_LEVEL"] == "info"
    render_up.preview("--expect-no-changes").ok()


def test_a_destroy_of_which_every_third_reply_is_lost_leaves_nothing(render_up: RenderOnly) -> None:
    before = len(faulted(render_up))
    render_up.control("faults", [{"kind": "cut_after", "share": 0.34, "seed": 1}])
    render_up.destroy().ok()
    assert len(faulted(render_up)) > before
    render_up.control("faults", [])
    assert (render_up.services(), render_up.key_values(), urns(render_up)) == ({}, [], [])
