"""A first `up` that is cut off anywhere leaves nothing double: the next one goes on with what is there."""

import os
import signal
import time

import pytest

from tests.engine.render_only_program import STACK, RenderOnly

# After each of these requests something exists at Render that the state does not know yet.
COMMITS = {
    "a service": ("POST", "/v1/services"),
    "the Redis": ("POST", "/v1/key-value"),
    "the domain": ("POST", "/v1/services/srv-[a-z0-9]+/custom-domains"),
    "the wait for a deploy": ("GET", "/v1/services/srv-[a-z0-9]+/deploys/dep-[a-z0-9]+"),
}
EACH = pytest.mark.parametrize(("method", "path"), COMMITS.values(), ids=COMMITS.keys())


def until_struck(program: RenderOnly) -> None:
    deadline = time.monotonic() + 60
    while not any("fault" in request for request in program.control("requests")):
        assert time.monotonic() < deadline, "the request that was waited for did not come"
        time.sleep(0.05)


def exactly_one_of_each(program: RenderOnly) -> None:
    assert sorted(program.services()) == ["shop-api", "shop-worker"]
    assert [found["name"] for found in program.key_values()] == ["shop-redis"]
    assert [found["name"] for found in program.domains("shop-api")] == ["api.shop.example.org"]
    for name in ("shop-api", "shop-worker"):
        assert [deploy["status"] for deploy in program.deploys(name)] == ["live"]
    paid = [
        request["path"]
        for request in program.control("requests")
        if request["method"] == "POST" and request["path"] in ("/v1/services", "/v1/key-value")
    ]
    assert sorted(paid) == ["/v1/key-value", "/v1/services", "/v1/services"]


@EACH
def test_kill_9_after_a_commit_is_gone_on_with(render_only: RenderOnly, method: str, path: str) -> None:
    render_only.control("faults", [{"kind": "hold", "method": method, "path": path, "times": 1}])
    running = render_only.begin("up", "--stack", STACK, "--yes", "--skip-preview")
    until_struck(render_only)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait(30)
    render_only.control("faults", [])
    # The state's lock outlives its owner; `pulumi up` says so and names this command.
    render_only.pulumi("cancel", "--yes", STACK).ok()
    render_only.up().ok()
    exactly_one_of_each(render_only)
    render_only.preview("--expect-no-changes").ok()


@EACH
def test_a_lost_reply_after_a_commit_is_looked_for_in_the_same_up(
    render_only: RenderOnly, method: str, path: str
) -> None:
    render_only.control("faults", [{"kind": "cut_after", "method": method, "path": path, "times": 1}])
    render_only.up().ok()
    assert [r["fault"] for r in render_only.control("requests") if "fault" in r] == ["cut_after"]
    exactly_one_of_each(render_only)
    render_only.preview("--expect-no-changes").ok()
