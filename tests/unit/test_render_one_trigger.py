"""Whatever is cut off, refreshed or done by hand: after the next update, what runs is what is wanted."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from render.deploy import DeployProvider
from render.errors import DeadlineError, RenderError
from render.plans import service_plan
from render.web_service import WebServiceProvider
from tests.unit.render_support import WEB, Emulated

CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "plan": st.sampled_from(["starter", "0.5c-512mb", "standard"]),
        "branch": st.sampled_from(["main", "other"]),
        "num_instances": st.sampled_from([1, 2]),
        "auto_deploy_trigger": st.sampled_from(["off", "commit"]),
        "env": st.dictionaries(st.sampled_from("AB"), st.sampled_from(["one", "two"])),
    },
)
# Never cut off: what no state knows of, and the program takes away again, counts as a person's setting.
OPTIONAL = st.fixed_dictionaries(
    {},
    optional={
        "pre_deploy_command": st.sampled_from([None, "npm run migrate"]),
        "build_filter": st.sampled_from([None, {"paths": ["server/**"]}]),
        "maintenance_mode": st.sampled_from([None, {"enabled": True}]),
    },
)
STEPS = st.one_of(
    st.tuples(st.just("update"), CHANGES),
    st.tuples(st.just("update"), OPTIONAL),
    st.tuples(st.just("update without a deploy"), CHANGES),
    st.tuples(st.just("update without a deploy"), OPTIONAL),
    # Render does this many writes of the update, and nobody hears of the last.
    st.tuples(st.just("cut off"), CHANGES, st.integers(1, 3)),
    st.tuples(
        st.just("deploy fails"), CHANGES, st.sampled_from(["build_failed", "update_failed", "canceled"])
    ),
    st.tuples(st.just("deploy is late"), CHANGES),
    st.tuples(st.just("refresh")),
    st.tuples(st.just("by hand"), st.sampled_from("AB"), st.sampled_from(["one", "two"])),
    st.tuples(st.just("push")),
    st.tuples(st.just("freeze"), st.booleans()),
    st.tuples(st.just("kept by hand"), st.sampled_from([[], ["A"], ["B"]])),
    st.tuples(st.just("adopted after a cut-off"), CHANGES, st.integers(1, 3)),
)


@dataclass
class Program:
    """A service and its deploy as Pulumi would drive them, with what it remembers of both."""

    render: Emulated
    wanted: dict[str, Any] = field(default_factory=lambda: {**WEB, "env": {"A": "one"}, "num_instances": 1})
    frozen: bool = False
    by_hand: Collection[str] = ()

    def __post_init__(self) -> None:
        self.create()

    def create(self) -> None:
        created = WebServiceProvider().create(self.inputs())
        self.id, self.service = created.id, created.outs or {}
        self.deploy = DeployProvider().create(self.order()).outs or {}

    def inputs(self) -> dict[str, Any]:
        env = {key: value for key, value in self.wanted["env"].items() if key not in self.by_hand}
        # What a person has added meanwhile would be a conflict, which is another matter.
        return {**self.wanted, "env": env, "external_env": [*self.by_hand], "overwrite": ["A", "B"]}

    def order(self) -> dict[str, Any]:
        order = {"service_id": self.id, "revision": self.service["revision"], "timeout_seconds": 60}
        return {**order, "freeze": True} if self.frozen else order

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
            case ("deploy fails", change, status):
                self.wanted |= change
                self.update_in_vain(status)
            case ("deploy is late", change):
                self.wanted |= change
                self.update_too_late()
            case ("refresh",):
                self.service = WebServiceProvider().read(self.id, self.service).outs or {}
            case ("by hand", key, value):
                self.by_hand_at_render(key, value)
            case ("push",):
                self.render.client.post(f"/services/{self.id}/deploys", {})
            case ("freeze", frozen):
                self.frozen = frozen
            case ("kept by hand", keys):
                self.by_hand = keys
            case ("adopted after a cut-off", change, writes):
                self.settle()
                # A variable that a person has set and not deployed leaves no trace of that.
                self.do(("push",))
                self.wanted |= change | {"adopt": self.id}
                self.render.cut_off(writes, lambda: WebServiceProvider().create(self.inputs()))
                self.create()

    def by_hand_at_render(self, key: str, value: str) -> None:
        remote = self.render.service(self.id)
        stale, running = remote["_env"].get(key), remote["_live"]["env"].get(key)
        self.render.client.put(f"/services/{self.id}/env-vars/{key}", {"value": value})
        ours = self.service["env"].get(key)
        if stale != ours == value != running:
            # A change by hand that an update has brought out, taken back without a deploy, leaves no trace.
            self.do(("push",))
            self.render.cloud.clock_offset += 60
            self.render.client.get(f"/services/{self.id}/deploys")

    def write(self) -> None:
        if WebServiceProvider().diff(self.id, self.service, self.inputs()).changes:
            self.service = WebServiceProvider().update(self.id, self.service, self.inputs()).outs or {}

    def update(self) -> None:
        self.write()
        if DeployProvider().diff(self.id, self.deploy, self.order()).changes:
            self.deploy = DeployProvider().update(self.id, self.deploy, self.order()).outs or {}

    def update_in_vain(self, status: str) -> None:
        fail = self.render.cloud.render.setdefault("failNext", {})
        fail[self.wanted["name"]] = status
        with suppress(RenderError):
            self.update()
        fail.clear()

    def update_too_late(self) -> None:
        cloud, usual = self.render.cloud, self.render.cloud.stage_seconds
        cloud.stage_seconds = 1000
        with suppress(DeadlineError):
            self.update()
        cloud.stage_seconds = usual

    def settle(self) -> None:
        self.frozen = False
        self.do(("refresh",))
        self.update()


@example(steps=[("update", {"env": {"A": "two"}})])
@example(steps=[("update without a deploy", {"branch": "other"})])
@example(steps=[("cut off", {"env": {"A": "two"}}, 1), ("refresh",)])
@example(steps=[("cut off", {"env": {}}, 1), ("refresh",)])
@example(steps=[("cut off", {"env": {"A": "one", "B": "one"}}, 1)])
@example(steps=[("cut off", {"plan": "standard"}, 1), ("refresh",)])
@example(steps=[("cut off", {"plan": "standard", "num_instances": 2}, 1)])
@example(steps=[("freeze", True), ("update", {"env": {"A": "two"}}), ("refresh",)])
@example(steps=[("deploy fails", {"branch": "other"}, "build_failed"), ("update", {"plan": "standard"})])
@example(steps=[("deploy fails", {"plan": "standard"}, "canceled"), ("refresh",)])
@example(steps=[("deploy is late", {"env": {"A": "two"}}), ("update", {"env": {"A": "one"}})])
@example(steps=[("deploy is late", {"plan": "standard"}), ("update", {"branch": "other"})])
@example(steps=[("deploy is late", {"env": {}}), ("by hand", "A", "two"), ("refresh",)])
@example(steps=[("kept by hand", ["A"]), ("update", {}), ("by hand", "A", "two"), ("kept by hand", [])])
@example(steps=[("by hand", "A", "two"), ("update", {"branch": "other"}), ("by hand", "A", "one")])
@example(steps=[("adopted after a cut-off", {"env": {"A": "two"}, "auto_deploy_trigger": "off"}, 1)])
@given(steps=st.lists(STEPS, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_runs_is_what_is_wanted(
    new_render: Callable[[], Emulated], steps: list[tuple[Any, ...]]
) -> None:
    program = Program(new_render())
    for step in steps:
        program.do(step)
    program.settle()
    running, wanted = program.render.service(program.id)["_live"], program.inputs()
    assert {key: running["env"].get(key) for key in wanted["env"]} == wanted["env"]
    assert running["built"]["branch"] == wanted["branch"]
    assert running["built"]["preDeployCommand"] == wanted.get("pre_deploy_command")
    assert service_plan(running["plan"]) == service_plan(wanted["plan"])
    service = program.render.service(program.id)
    assert service.get("buildFilter", {}).get("paths") == (wanted.get("build_filter") or {}).get("paths")
    closed = service["serviceDetails"]["maintenanceMode"]["enabled"]
    assert closed is bool(wanted.get("maintenance_mode"))
    program.render.forget_requests()
    program.settle()
    assert program.render.writes() == []
