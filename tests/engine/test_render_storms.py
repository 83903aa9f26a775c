"""Limits, errors and outages of Render during an update: it ends well, or with a clear error and no harm."""

import re
import time
from typing import Any

import pytest

from tests.engine.interruptions import paid
from tests.engine.rehearsal import Done
from tests.engine.render_only_program import STACK, RenderOnly


def ends_well_or_with_a_clear_error(done: Done) -> None:
    if done.code:
        said = [
            line for line in done.text.splitlines() if re.search(r"render\.errors\.\w+|has a problem", line)
        ]
        assert said, done.text
        assert all("Next: " in line or "run again" in line for line in said), said
    assert "token-of-a-rehearsal" not in done.text


def converges(program: RenderOnly) -> None:
    program.control("faults", [])
    program.up().ok()
    assert sorted(program.services()) == ["shop-api", "shop-worker"]
    assert [found["name"] for found in program.key_values()] == ["shop-redis"]
    assert [found["name"] for found in program.domains("shop-api")] == ["api.shop.example.org"]
    assert paid(program) == ["/v1/key-value", "/v1/services", "/v1/services"]
    program.preview("--expect-no-changes").ok()


def struck(program: RenderOnly) -> int:
    return sum("fault" in request for request in program.control("requests"))


def test_a_storm_of_429_is_harmless(render_only: RenderOnly) -> None:
    render_only.control("faults", [{"kind": "status", "status": 429, "retryAfter": 1, "times": 12}])
    ends_well_or_with_a_clear_error(render_only.up())
    assert struck(render_only) > 4
    converges(render_only)


def test_an_hourly_limit_is_one_clear_error_at_once(render_only: RenderOnly) -> None:
    render_only.wanted = {"api": render_only.wanted["api"]}
    limit: dict[str, Any] = {"kind": "status", "status": 429, "retryAfter": 1800}
    render_only.control("faults", [{**limit, "method": "POST", "path": "/v1/services"}])
    began = len(render_only.control("requests"))
    done = render_only.up()
    assert done.code != 0
    assert "hourly create limit (20 per hour)" in done.text
    assert "30 min" in done.text
    posts = [r for r in render_only.control("requests")[began:] if r["method"] == "POST"]
    assert len(posts) == 1
    render_only.control("faults", [])
    render_only.up().ok()
    assert sorted(render_only.services()) == ["shop-api"]


STORMS: dict[str, list[dict[str, Any]]] = {
    "5xx": [
        {"kind": "status", "status": 503, "share": 0.15, "seed": 2},
        {"kind": "status", "status": 500, "share": 0.1, "seed": 7},
    ],
    "cut off before": [{"kind": "cut_before", "share": 0.2, "seed": 4}],
    "cut off after": [{"kind": "cut_after", "method": "POST", "share": 0.5, "seed": 9}],
}


@pytest.mark.parametrize("storm", STORMS.values(), ids=STORMS.keys())
def test_requests_may_fail_at_random(render_only: RenderOnly, storm: list[dict[str, Any]]) -> None:
    render_only.control("faults", storm)
    ends_well_or_with_a_clear_error(render_only.up())
    assert struck(render_only) > 0
    converges(render_only)


def test_an_outage_of_ten_seconds_is_survived(render_only: RenderOnly) -> None:
    began = len(render_only.control("requests"))
    running = render_only.begin("up", "--stack", STACK, "--yes", "--skip-preview")
    deadline = time.monotonic() + 60
    while len(render_only.control("requests")) == began:
        assert time.monotonic() < deadline, "the update asks nothing"
        time.sleep(0.02)
    render_only.control("faults", [{"kind": "outage", "seconds": 10}])
    text, _ = running.communicate(timeout=120)
    ends_well_or_with_a_clear_error(Done(running.returncode, text))
    assert struck(render_only) > 0
    converges(render_only)


def test_more_variables_than_a_page_holds_and_forty_changes_stay_inside_the_limit(
    render_only: RenderOnly,
) -> None:
    many = {f"KEY_{number}": "old" for number in range(150)}
    render_only.wanted = {"worker": {**render_only.wanted["worker"], "env": many}}
    render_only.up().ok()
    render_only.refresh().ok()
    render_only.preview("--expect-no-changes").ok()
    # A window of seconds instead of a minute: the same arithmetic in less time.
    render_only.control("limits", {"enforced": True, "overrides": {"writes": [15, 4]}})
    render_only.wanted["worker"]["env"].update({f"KEY_{number}": "new" for number in range(110, 150)})
    before = len(render_only.control("requests"))
    render_only.up().ok()
    seen = render_only.control("requests")[before:]
    puts = [request["status"] for request in seen if request["method"] == "PUT"]
    assert puts == [200] * 40
    assert {request["status"] for request in seen} <= {200, 201}
    live = render_only.variables("shop-worker")
    assert (sum(value == "new" for value in live.values()), len(live)) == (40, 151)


def test_what_was_just_created_may_answer_404_for_a_moment(render_only: RenderOnly) -> None:
    render_only.control("faults", [{"kind": "missing", "seconds": 2}])
    render_only.up().ok()
    assert struck(render_only) > 0
    converges(render_only)
