"""Settings with a way of their own at Render: by another endpoint, normalised, or moving by themselves."""

from typing import Any

import pytest

from render.web_service import WebServiceProvider
from tests.unit.render_support import WEB, Emulated

FILTER = {"paths": ["server/**"], "ignored_paths": ["**/*.md"]}


def updated(service_id: str, outputs: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The outputs after an update, which a refresh then finds unchanged."""
    after = WebServiceProvider().update(service_id, outputs, wanted).outs or {}
    read = WebServiceProvider().read(service_id, after)
    assert read.outs == after
    assert WebServiceProvider().diff(service_id, after, wanted).changes is False
    return after


@pytest.mark.parametrize(
    ("setting", "field", "live", "without"),
    [
        (
            {"build_filter": FILTER},
            ("buildFilter",),
            {"paths": ["server/**"], "ignoredPaths": ["**/*.md"]},
            None,
        ),
        (
            {"maintenance_mode": {"enabled": True, "uri": "https://status.example.org"}},
            ("serviceDetails", "maintenanceMode"),
            {"enabled": True, "uri": "https://status.example.org"},
            {"enabled": False, "uri": ""},
        ),
        (
            {"health_check_path": "/health"},
            ("serviceDetails", "healthCheckPath"),
            "/health",
            "",
        ),
        (
            {"pre_deploy_command": "npm run migrate"},
            ("serviceDetails", "envSpecificDetails", "preDeployCommand"),
            "npm run migrate",
            "",
        ),
        (
            {"render_subdomain_policy": "disabled"},
            ("serviceDetails", "renderSubdomainPolicy"),
            "disabled",
            "enabled",
        ),
    ],
)
def test_a_setting_is_written_read_back_and_taken_away(
    render: Emulated, setting: dict[str, Any], field: tuple[str, ...], live: Any, without: Any
) -> None:
    def value() -> Any:
        found: Any = render.service(created.id)
        for step in field:
            found = found.get(step)
        return found

    created = WebServiceProvider().create(WEB)
    render.client.post(f"/services/{created.id}/custom-domains", {"name": "api.example.com"})
    set_ = updated(created.id, created.outs or {}, {**WEB, **setting})
    assert value() == live
    render.forget_requests()
    updated(created.id, set_, WEB)
    assert value() == without
    assert render.writes() == [f"PATCH /services/{created.id}"]


CLOSED = {**WEB, "render_subdomain_policy": "disabled"}


def test_the_address_at_render_is_closed_by_the_update_after_the_create(
    render: Emulated, capsys: pytest.CaptureFixture[str]
) -> None:
    created = WebServiceProvider().create(CLOSED)
    assert "api: its address at onrender.com is closed by the next update" in capsys.readouterr().out
    assert render.service(created.id)["serviceDetails"]["renderSubdomainPolicy"] == "enabled"
    assert WebServiceProvider().diff(created.id, created.outs or {}, CLOSED).changes is True
    render.client.post(f"/services/{created.id}/custom-domains", {"name": "api.example.com"})
    after = updated(created.id, created.outs or {}, CLOSED)
    assert render.service(created.id)["serviceDetails"]["renderSubdomainPolicy"] == "disabled"
    assert after["revision"] == (created.outs or {})["revision"]


def test_a_create_that_was_cut_off_before_its_domain_is_gone_on_with(render: Emulated) -> None:
    first = WebServiceProvider().create(CLOSED)
    assert WebServiceProvider().create(CLOSED).id == first.id


@pytest.mark.parametrize(
    ("setting", "deployed"),
    [
        ({"build_filter": FILTER}, False),
        ({"maintenance_mode": {"enabled": True, "uri": ""}}, False),
        ({"pre_deploy_command": "npm run migrate"}, True),
    ],
)
def test_only_what_runs_with_a_deploy_asks_for_one_also_when_it_is_taken_away(
    render: Emulated, setting: dict[str, Any], deployed: bool
) -> None:
    created = WebServiceProvider().create(WEB)
    with_it = updated(created.id, created.outs or {}, {**WEB, **setting})
    without = updated(created.id, with_it, WEB)
    revisions = {outputs["revision"] for outputs in (created.outs or {}, with_it, without)}
    assert len(revisions) == (3 if deployed else 1)


def test_the_number_of_instances_under_autoscaling_is_no_drift(render: Emulated) -> None:
    wanted = {**WEB, "num_instances": 2}
    created = WebServiceProvider().create(wanted)
    percentage = {"enabled": True, "percentage": 60}
    scaling = {"enabled": True, "min": 3, "max": 5, "criteria": {"cpu": percentage, "memory": percentage}}
    render.client.put(f"/services/{created.id}/autoscaling", scaling)
    render.service(created.id)["serviceDetails"]["numInstances"] = 1
    read = WebServiceProvider().read(created.id, created.outs or {})
    assert WebServiceProvider().diff(created.id, read.outs or {}, wanted).changes is False


def test_nothing_that_was_not_set_is_sent_or_compared(render: Emulated) -> None:
    created = WebServiceProvider().create(WEB)
    live = render.service(created.id)
    live["serviceDetails"].update(healthCheckPath="/by-hand", maxShutdownDelaySeconds=99)
    live["autoDeployTrigger"], live["rootDir"] = "off", "by-hand"
    read = WebServiceProvider().read(created.id, created.outs or {})
    assert WebServiceProvider().diff(created.id, read.outs or {}, WEB).changes is False
    render.forget_requests()
    WebServiceProvider().update(created.id, read.outs or {}, {**WEB, "branch": "other"})
    assert live["serviceDetails"]["healthCheckPath"] == "/by-hand"
    assert live["rootDir"] == "by-hand"
