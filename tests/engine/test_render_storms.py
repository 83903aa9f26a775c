"""Limits and errors of Render during an update: it ends well, or with a clear error and no harm.

Many more storms, without the engine: `tests/unit/test_render_storms.py`.
"""

import re

from tests.engine.interruptions import faulted, paid
from tests.engine.rehearsal import Done
from tests.engine.render_only_program import RenderOnly


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


def test_a_storm_of_429_is_harmless(render_only: RenderOnly) -> None:
    render_only.control("faults", [{"kind": "status", "status": 429, "retryAfter": 1, "times": 12}])
    ends_well_or_with_a_clear_error(render_only.up())
    assert len(faulted(render_only)) > 4
    converges(render_only)


def test_requests_may_fail_at_random_and_replies_be_lost(render_only: RenderOnly) -> None:
    storm = [
        {"kind": "status", "status": 503, "share": 0.1, "seed": 2},
        {"kind": "status", "status": 500, "share": 0.1, "seed": 7},
        {"kind": "cut_before", "share": 0.1, "seed": 4},
        {"kind": "cut_after", "method": "POST", "share": 0.5, "seed": 9},
    ]
    render_only.control("faults", storm)
    ends_well_or_with_a_clear_error(render_only.up())
    assert {"status", "cut_before", "cut_after"} <= {rule["fault"] for rule in faulted(render_only)}
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
