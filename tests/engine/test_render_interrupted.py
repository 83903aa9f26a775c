"""A first `up` that is cut off anywhere leaves nothing double: the next one goes on with what is there."""

from tests.engine.interruptions import cut_off, faulted, paid
from tests.engine.render_only_program import RenderOnly, everything

SERVICE = "/v1/services/srv-[a-z0-9]+"
# What is wanted by then, and the request that something exists after which the state does not know yet.
COMMITS: tuple[tuple[str, str, str], ...] = (
    ("redis", "POST", "/v1/key-value"),
    ("redis api", "POST", "/v1/services"),
    ("redis api domain", "POST", f"{SERVICE}/custom-domains"),
    ("redis api domain worker", "POST", "/v1/services"),
    ("redis api domain worker", "GET", f"{SERVICE}/deploys/dep-[a-z0-9]+"),
)
# The same for replies that are lost on the way back, and how many of those a whole `up` asks for.
LOST = (
    ("POST", "/v1/key-value", 1),
    ("POST", "/v1/services", 2),
    ("POST", f"{SERVICE}/custom-domains", 1),
    ("GET", f"{SERVICE}/deploys/dep-[a-z0-9]+", 1),
)


def exactly_one_of_each(program: RenderOnly) -> None:
    assert sorted(program.services()) == ["shop-api", "shop-worker"]
    assert [found["name"] for found in program.key_values()] == ["shop-redis"]
    assert [found["name"] for found in program.domains("shop-api")] == ["api.shop.example.org"]
    for name in ("shop-api", "shop-worker"):
        assert [deploy["status"] for deploy in program.deploys(name)] == ["live"]
    assert paid(program) == ["/v1/key-value", "/v1/services", "/v1/services"]


def test_kill_9_after_each_commit_in_turn_is_gone_on_with(render_only: RenderOnly) -> None:
    for wanted, method, path in COMMITS:
        render_only.wanted = {name: everything()[name] for name in wanted.split()}
        cut_off(render_only, "up", method, path)
    render_only.up().ok()
    exactly_one_of_each(render_only)
    render_only.preview("--expect-no-changes").ok()


def test_a_repository_that_render_may_not_read_stops_the_up_and_access_lets_the_next_go_on(
    render_only: RenderOnly,
) -> None:
    render_only.control("render", {"gitAccess": False})
    done = render_only.up()
    assert done.code != 0
    assert (
        "passed in repository URL is invalid or unfetchable: https://github.com/example/shop (req"
        in done.text
    )
    assert "give Render's GitHub app access to it (https://github.com/settings/installations" in done.text
    assert "Accepted formats" not in done.text
    # The Redis waits for no service: whether it was begun when the first of those failed is the engine's.
    assert render_only.services() == {}
    assert paid(render_only) in ([], ["/v1/key-value"])
    render_only.control("render", {"gitAccess": True})
    render_only.up().ok()
    exactly_one_of_each(render_only)
    render_only.preview("--expect-no-changes").ok()


def test_a_lost_reply_after_each_commit_is_looked_for_in_the_same_up(render_only: RenderOnly) -> None:
    faults = [{"kind": "cut_after", "method": m, "path": path, "times": times} for m, path, times in LOST]
    render_only.control("faults", faults)
    render_only.up().ok()
    assert [request["fault"] for request in faulted(render_only)] == ["cut_after"] * 5
    exactly_one_of_each(render_only)
