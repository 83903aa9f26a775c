"""Whatever Render's replies meet, an update ends well or with a clear error, and the next one converges.

The providers are called in the order in which the engine calls them; that the engine itself goes through this
is `tests/engine/test_render_storms.py`.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from render.background_worker import BackgroundWorkerProvider
from render.custom_domain import CustomDomainProvider
from render.deploy import DeployProvider
from render.errors import RateLimitError, RenderError
from render.key_value import KeyValueProvider
from render.web_service import WebServiceProvider
from sandbox.control import set_faults
from tests.unit.render_support import KEY_VALUE, WEB, WORKER, Emulated

Fault = dict[str, Any]


class Program:
    """Redis, API with a domain, worker, and a deploy each; what an `up` left to do is the next one's."""

    def __init__(self, render: Emulated) -> None:
        self.render = render
        self.state: dict[str, tuple[str, dict[str, Any]]] = {}

    def up(self) -> list[RenderError]:
        """Create what the state does not hold yet; returns what failed."""
        failed: list[RenderError] = []
        for name, provider in {
            "redis": KeyValueProvider(),
            "api": WebServiceProvider(),
            "domain": CustomDomainProvider(),
            "worker": BackgroundWorkerProvider(),
            "api deploy": DeployProvider(),
            "worker deploy": DeployProvider(),
        }.items():
            inputs = self._inputs(name)
            if inputs is None or name in self.state:
                continue
            try:
                made = provider.create(inputs)
                self.state[name] = made.id, made.outs or {}
            except RenderError as error:
                failed.append(error)
        return failed

    def _inputs(self, name: str) -> dict[str, Any] | None:
        """The inputs of a resource; None while what it stands on is missing."""
        plain = {"redis": KEY_VALUE, "api": WEB, "worker": WORKER}
        if name in plain:
            return plain[name]
        service = self.state.get("worker" if name == "worker deploy" else "api")
        if service is None:
            return None
        if name == "domain":
            return {"service_id": service[0], "name": "api.example.org"}
        deploy = {"service_id": service[0], "timeout_seconds": 1800}
        return {**deploy, "revision": service[1]["revision"]}

    def settle(self) -> None:
        """After the storm: everything is there exactly once, was paid for once, and runs."""
        set_faults(self.render.cloud, [])
        assert self.up() == []
        held = self.render.cloud.render
        assert sorted(service["name"] for service in held["services"].values()) == ["api", "worker"]
        assert [found["name"] for found in held["keyValues"].values()] == ["redis"]
        (domain,) = self.render.client.pages(
            f"/services/{self.state['api'][0]}/custom-domains", "customDomain"
        )
        assert domain["name"] == "api.example.org"
        assert paid(self.render) == ["/v1/key-value", "/v1/services", "/v1/services"]
        for name in ("api", "worker"):
            deploys = list(self.render.client.pages(f"/services/{self.state[name][0]}/deploys", "deploy"))
            assert [deploy["status"] for deploy in deploys] == ["live"]


def paid(render: Emulated) -> list[str]:
    """The creates that Render took, each of which costs money."""
    made = {"/v1/key-value", "/v1/services"}
    posts = [r for r in render.cloud.requests if r["method"] == "POST" and r["path"] in made]
    return sorted(r["path"] for r in posts if 200 <= r["status"] < 300)


def faulted(render: Emulated) -> list[str]:
    return [request["fault"] for request in render.cloud.requests if "fault" in request]


def is_clear(error: RenderError) -> bool:
    text = str(error)
    return ("Next: " in text or "run again" in text) and "s3cr3t-value" not in text


SHARES = st.floats(0.05, 0.6)
SEEDS = st.integers(0, 2**31)
RULES = st.one_of(
    st.builds(
        lambda status, share, seed: {"kind": "status", "status": status, "share": share, "seed": seed},
        st.sampled_from([429, 500, 502, 503]),
        SHARES,
        SEEDS,
    ),
    st.builds(
        lambda kind, method, share, seed: {
            "kind": kind,
            "share": share,
            "seed": seed,
            **({"method": method} if method else {}),
        },
        st.sampled_from(["cut_before", "cut_after"]),
        st.sampled_from([None, "POST", "GET"]),
        SHARES,
        SEEDS,
    ),
    st.builds(lambda seconds: {"kind": "missing", "seconds": seconds}, st.integers(1, 5)),
)


@given(st.lists(RULES, min_size=1, max_size=3))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_storm_ends_well_or_with_clear_errors_and_the_next_update_converges(
    new_render: Any, rules: list[Fault]
) -> None:
    render = new_render()
    program = Program(render)
    set_faults(render.cloud, rules)
    assert [str(error) for error in program.up() if not is_clear(error)] == []
    program.settle()


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "status", "status": 429, "retryAfter": 1, "times": 5},
        {"kind": "status", "status": 503, "share": 0.15, "seed": 2},
        {"kind": "cut_before", "share": 0.2, "seed": 4},
        {"kind": "missing", "seconds": 2},
        {"kind": "outage", "seconds": 10},
    ],
    ids=["429", "5xx", "cut off before", "not there yet", "outage of ten seconds"],
)
def test_one_update_survives(render: Emulated, rule: Fault) -> None:
    set_faults(render.cloud, [rule])
    program = Program(render)
    assert program.up() == []
    assert faulted(render)
    program.settle()


def test_of_replies_that_are_lost_after_every_second_post_nothing_is_made_twice(render: Emulated) -> None:
    set_faults(render.cloud, [{"kind": "cut_after", "method": "POST", "share": 0.5, "seed": 9}])
    program = Program(render)
    assert all(map(is_clear, program.up()))
    assert faulted(render)
    program.settle()


def test_an_hourly_limit_is_one_clear_error_at_once(render: Emulated) -> None:
    limit: Fault = {"kind": "status", "status": 429, "retryAfter": 1800}
    set_faults(render.cloud, [{**limit, "method": "POST", "path": "/v1/services"}])
    began = render.cloud.now()
    with pytest.raises(RateLimitError, match=r"hourly create limit \(20 per hour\).*30 min"):
        WebServiceProvider().create(WEB)
    assert [r["path"] for r in render.cloud.requests if r["method"] == "POST"] == ["/v1/services"]
    assert render.cloud.now() - began < 60
    render.cloud.clock_offset += 1800
    Program(render).settle()
