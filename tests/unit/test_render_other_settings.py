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
    set_ = updated(created.id, created.outs or {}, {**WEB, **setting})
    assert value() == live
    render.forget_requests()
    updated(created.id, set_, WEB)
    assert value() == without
    assert render.writes() == [f"PATCH /services/{created.id}"]


def test_the_address_at_render_is_closed_only_beside_a_domain(render: Emulated) -> None:
    created = WebServiceProvider().create(WEB)
    render.client.post(f"/services/{created.id}/custom-domains", {"name": "api.example.com"})
    updated(created.id, created.outs or {}, {**WEB, "render_subdomain_policy": "disabled"})
    assert render.service(created.id)["serviceDetails"]["renderSubdomainPolicy"] == "disabled"


def test_a_number_of_instances_that_autoscaling_moves_is_no_drift(render: Emulated) -> None:
    wanted = {**WEB, "num_instances": 2}
    created = WebServiceProvider().create(wanted)
    percentage = {"enabled": True, "percentage": 60}
    scaling = {"enabled": True, "min": 3, "max": 5, "criteria": {"cpu": percentage, "memory": percentage}}
    render.client.put(f"/services/{created.id}/autoscaling", scaling)
    assert render.client.get(f"/services/{created.id}")["serviceDetails"]["numInstances"] != 2
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
