"""Whatever is cut off, refreshed or done by hand: after the next update, what runs is what is wanted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from render.deploy import DeployProvider
from render.plans import service_plan
from render.web_service import WebServiceProvider
from tests.unit.render_support import WEB, Emulated

CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "plan": st.sampled_from(["starter", "0.5c-512mb", "standard"]),
        "branch": st.sampled_from(["main", "other"]),
        "num_instances": st.sampled_from([1, 2]),
        "env": st.dictionaries(st.sampled_from("AB"), st.sampled_from(["one", "two"])),
    },
)
STEPS = st.one_of(
    st.tuples(st.just("update"), CHANGES),
    st.tuples(st.just("update without a deploy"), CHANGES),
    # Render does this many writes of the update, and nobody hears of the last.
    st.tuples(st.just("cut off"), CHANGES, st.integers(1, 3)),
    st.tuples(st.just("refresh")),
    st.tuples(st.just("by hand"), st.sampled_from("AB"), st.sampled_from(["one", "two"])),
)


@dataclass
class Program:
    """A service and its deploy as Pulumi would drive them, with what it remembers of both."""

    render: Emulated
    wanted: dict[str, Any] = field(default_factory=lambda: {**WEB, "env": {"A": "one"}, "num_instances": 1})

    def __post_init__(self) -> None:
        created = WebServiceProvider().create(self.wanted)
        self.id, self.service = created.id, created.outs or {}
        self.deploy = DeployProvider().create(self.order()).outs or {}

    def order(self) -> dict[str, Any]:
        return {"service_id": self.id, "revision": self.service["revision"], "timeout_seconds": 60}

    def do(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("update", change):
                self.wanted |= change
                self.update()
            case ("update without a deploy", change):
                self.wanted |= change
                self.write()
            case ("cut off", change, writes):
                self.wanted |= change
                self.render.cut_off(writes, self.write)
            case ("refresh",):
                self.service = WebServiceProvider().read(self.id, self.service).outs or {}
            case ("by hand", key, value):
                self.render.client.put(f"/services/{self.id}/env-vars/{key}", {"value": value})

    def write(self) -> None:
        # What a person has added meanwhile would be a conflict, which is another matter.
        wanted = {**self.wanted, "overwrite": ["A", "B"]}
        if WebServiceProvider().diff(self.id, self.service, wanted).changes:
            self.service = WebServiceProvider().update(self.id, self.service, wanted).outs or {}

    def update(self) -> None:
        self.write()
        if DeployProvider().diff(self.id, self.deploy, self.order()).changes:
            self.deploy = DeployProvider().update(self.id, self.deploy, self.order()).outs or {}


@example(steps=[("update", {"env": {"A": "two"}})])
@example(steps=[("update without a deploy", {"branch": "other"})])
@example(steps=[("cut off", {"env": {"A": "two"}}, 1), ("refresh",)])
@example(steps=[("cut off", {"env": {}}, 1), ("refresh",)])
@example(steps=[("cut off", {"env": {"A": "one", "B": "one"}}, 1)])
@example(steps=[("cut off", {"plan": "standard"}, 1), ("refresh",)])
@example(steps=[("cut off", {"plan": "standard", "num_instances": 2}, 1)])
@given(steps=st.lists(STEPS, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_runs_is_what_is_wanted(
    new_render: Callable[[], Emulated], steps: list[tuple[Any, ...]]
) -> None:
    program = Program(new_render())
    for step in steps:
        program.do(step)
    program.do(("refresh",))
    program.update()
    running = program.render.service(program.id)["_live"]
    assert {key: running["env"].get(key) for key in program.wanted["env"]} == program.wanted["env"]
    assert service_plan(running["plan"]) == service_plan(program.wanted["plan"])
    newest = program.render.cloud.render["deploys"][program.id][-1]
    assert newest["id"] == program.deploy["deploy_id"]
    program.render.forget_requests()
    program.do(("refresh",))
    program.update()
    assert program.render.writes() == []
