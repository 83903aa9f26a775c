from typing import Any

import pytest

from render.comparison import UNKNOWN
from render.service_rules import faults
from render.services import WEB as WEB_TYPE
from render.services import WORKER as WORKER_TYPE
from tests.unit.render_support import WEB, WORKER


def properties(service_type: str, **changes: Any) -> list[str]:
    return [fault.property for fault in faults(service_type, {**WEB, **changes})]


def test_the_usual_services_are_fine() -> None:
    assert faults(WEB_TYPE, WEB) == []
    assert faults(WORKER_TYPE, WORKER) == []


@pytest.mark.proves("R24", "R32", "C7")
def test_a_free_worker_is_refused_with_the_ways_out() -> None:
    (fault,) = faults(WORKER_TYPE, {**WORKER, "plan": "free"})
    assert fault.property == "plan"
    assert "no free background workers" in fault.reason
    assert "starter" in fault.reason


def test_a_free_web_service_is_fine_without_paid_extras() -> None:
    assert properties(WEB_TYPE, plan="free", num_instances=1) == []
    assert properties(WEB_TYPE, plan="free", num_instances=2, pre_deploy_command="x") == [
        "pre_deploy_command",
        "num_instances",
    ]
    closed = {"enabled": True, "uri": ""}
    assert properties(WEB_TYPE, plan="free", maintenance_mode=closed) == ["maintenance_mode"]
    assert properties(WEB_TYPE, plan="free", maintenance_mode={**closed, "enabled": False}) == []
    assert properties(WORKER_TYPE, plan="free", maintenance_mode=closed) == ["maintenance_mode", "plan"]


@pytest.mark.parametrize(
    ("changes", "property_"),
    [
        ({"auto_deploy_trigger": "always"}, "auto_deploy_trigger"),
        ({"render_subdomain_policy": "off"}, "render_subdomain_policy"),
        ({"runtime": "docker"}, "runtime"),
        ({"build_command": 1}, "build_command"),
        ({"build_filter": {"paths": "server/**"}}, "build_filter"),
        ({"maintenance_mode": {"enabled": "perhaps"}}, "maintenance_mode"),
        ({"num_instances": 0}, "num_instances"),
        ({"num_instances": 1.5}, "num_instances"),
        ({"num_instances": True}, "num_instances"),
        ({"max_shutdown_delay_seconds": 301}, "max_shutdown_delay_seconds"),
        ({"max_shutdown_delay_seconds": "30"}, "max_shutdown_delay_seconds"),
        ({"branch": ""}, "branch"),
        ({"env": {"PORT": "10000"}}, "env.PORT"),
        ({"env": {"1A": "x"}}, "env.1A"),
        ({"env": {"A B": "x"}}, "env.A B"),
        ({"env": {"": "x"}}, "env."),
        ({"env": {"A\n": "x"}}, "env.A\n"),
        ({"env": {"A": 1}}, "env.A"),
    ],
)
def test_an_input_that_cannot_work_is_named(changes: dict[str, Any], property_: str) -> None:
    assert properties(WEB_TYPE, **changes) == [property_]


def test_every_fault_is_reported_at_once() -> None:
    assert properties(WEB_TYPE, name=None, repo="", runtime="cobol") == ["name", "repo", "runtime"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("health_check_path", "/health"),
        ("maintenance_mode", {"enabled": True, "uri": ""}),
        ("render_subdomain_policy", "disabled"),
    ],
)
def test_a_worker_has_nothing_that_only_visitors_meet(name: str, value: Any) -> None:
    assert properties(WORKER_TYPE, **{name: value}) == [name]
    assert properties(WORKER_TYPE, **{name: ""}) == []
    assert properties(WEB_TYPE, **{name: value}) == []


@pytest.mark.proves("T24")
@pytest.mark.parametrize("name", ["owner_id", "region"])
def test_what_is_fixed_at_creation_changes_only_where_a_replacement_is_allowed(name: str) -> None:
    moved = {**WEB, name: "other"}
    (fault,) = faults(WEB_TYPE, moved, WEB)
    assert fault.property == name
    assert "cannot become 'other' in place" in fault.reason
    assert "loses its URL, custom domains and hand-set variables" in fault.reason
    assert faults(WEB_TYPE, {**moved, "allow_replacement": True}, WEB) == []
    assert faults(WEB_TYPE, moved) == []


def test_what_a_preview_cannot_know_passes() -> None:
    everything = dict.fromkeys([*WEB, "num_instances", "auto_deploy_trigger", "health_check_path"], UNKNOWN)
    assert faults(WEB_TYPE, everything) == []
    assert faults(WORKER_TYPE, everything) == []
    assert properties(WEB_TYPE, env={"A": UNKNOWN}) == []


def test_an_unknown_variable_does_not_hide_the_fault_of_another() -> None:
    assert properties(WEB_TYPE, env={"A": UNKNOWN, "PORT": "1"}) == ["env.PORT"]


def test_no_fault_names_all_variables_because_pulumi_would_print_them() -> None:
    faulty = {"PORT": "1", "1A": "x", "A": 1}
    assert "env" not in properties(WEB_TYPE, env=faulty)
    assert properties(WEB_TYPE, env=None) == []


def test_a_fault_does_not_show_a_value() -> None:
    (fault,) = faults(WEB_TYPE, {**WEB, "env": {"A": ["hunter2"]}})
    assert "hunter2" not in str(fault)
