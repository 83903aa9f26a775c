"""A first `up` that is cut off anywhere leaves nothing double: the next one goes on with what is there."""

import pytest

from tests.engine.interruptions import cut_off, paid, struck
from tests.engine.render_only_program import RenderOnly, everything

SERVICE = "/v1/services/srv-[a-z0-9]+"
ALL = ("redis", "api", "domain", "worker")
# What is wanted, the request that something exists after which the state does not know yet, and how many
# of those a whole `up` makes.
COMMITS: dict[str, tuple[tuple[str, ...], str, str, int]] = {
    "the API": (("redis", "api", "domain"), "POST", "/v1/services", 2),
    "the worker": (("worker",), "POST", "/v1/services", 2),
    "the Redis": (ALL, "POST", "/v1/key-value", 1),
    "the domain": (ALL, "POST", f"{SERVICE}/custom-domains", 1),
    "the wait for a deploy": (ALL, "GET", f"{SERVICE}/deploys/dep-[a-z0-9]+", 1),
}
LOST = {name: commit for name, commit in COMMITS.items() if name != "the worker"}


def exactly_one_of_each(program: RenderOnly) -> None:
    assert sorted(program.services()) == ["shop-api", "shop-worker"]
    assert [found["name"] for found in program.key_values()] == ["shop-redis"]
    assert [found["name"] for found in program.domains("shop-api")] == ["api.shop.example.org"]
    for name in ("shop-api", "shop-worker"):
        assert [deploy["status"] for deploy in program.deploys(name)] == ["live"]
    assert paid(program) == ["/v1/key-value", "/v1/services", "/v1/services"]


@pytest.mark.parametrize(("wanted", "method", "path", "_times"), COMMITS.values(), ids=COMMITS.keys())
def test_kill_9_after_a_commit_is_gone_on_with(
    render_only: RenderOnly, wanted: tuple[str, ...], method: str, path: str, _times: int
) -> None:
    render_only.wanted = {name: render_only.wanted[name] for name in wanted}
    cut_off(render_only, "up", method, path)
    render_only.wanted = everything()
    render_only.up().ok()
    exactly_one_of_each(render_only)
    render_only.preview("--expect-no-changes").ok()


@pytest.mark.parametrize(("_wanted", "method", "path", "times"), LOST.values(), ids=LOST.keys())
def test_a_lost_reply_after_a_commit_is_looked_for_in_the_same_up(
    render_only: RenderOnly, _wanted: tuple[str, ...], method: str, path: str, times: int
) -> None:
    render_only.control("faults", [{"kind": "cut_after", "method": method, "path": path, "times": times}])
    render_only.up().ok()
    assert [request["fault"] for request in struck(render_only)] == ["cut_after"] * times
    exactly_one_of_each(render_only)
