"""Outputs as earlier versions left them in a state: nothing is replaced, written or deployed for them."""

from typing import Any

import pytest

from render.background_worker import BackgroundWorkerProvider
from render.deploy import DeployProvider
from render.key_value import KeyValueProvider
from render.web_service import WebServiceProvider
from tests.unit.render_support import KEY_VALUE, WEB, WORKER, Emulated

COMPUTED = {"slug": "api", "dashboard_url": "https://dashboard.render.com/web/srv-1", "revision": "dep-1+2.1"}
SERVICES = [
    {},
    {"revision": ""},
    {"revision": "+1"},
    {"adopt": "srv-1", "overwrite": ["A"], "allow_replacement": True, "external_env": ["C"]},
    {"previews": "off", "environment_id": "evm-1", "render_subdomain_policy": "enabled"},
    {"previews": None, "environment_id": None, "render_subdomain_policy": None, "root_dir": None},
    {"build_filter": {"paths": [], "ignored_paths": []}, "maintenance_mode": {"enabled": False, "uri": ""}},
    {
        "health_check_path": "",
        "pre_deploy_command": "",
        "num_instances": 3.0,
        "max_shutdown_delay_seconds": 30.0,
    },
    {"auto_deploy_trigger": "checksPass", "plan": "0.5c-512mb"},
]


@pytest.mark.parametrize("more", SERVICES)
def test_a_service_is_as_it_is_wanted(render: Emulated, more: dict[str, Any]) -> None:
    worker = BackgroundWorkerProvider().diff("srv-1", {**WORKER, **COMPUTED, **more}, WORKER)
    web = WebServiceProvider().diff("srv-1", {**WEB, **COMPUTED, **more}, WEB)
    assert (web.changes, web.replaces, worker.changes, worker.replaces) == (False, [], False, [])
    created = WebServiceProvider().create(WEB)
    held = {name: value for name, value in more.items() if name not in ("revision", "num_instances")}
    outputs = {**(created.outs or {}), **held}
    read = WebServiceProvider().read(created.id, outputs)
    assert (read.outs or {})["revision"] == outputs["revision"]
    assert WebServiceProvider().diff(created.id, read.outs or {}, WEB).changes is False


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"ip_allow_list": None},
        {"plan": "256mb"},
        {"persistence_mode": "journal_snapshot", "environment_id": "evm-1"},
        {"persistence_mode": None, "environment_id": None},
        {"adopt": "red-1", "allow_replacement": True},
    ],
)
def test_a_key_value_is_as_it_is_wanted(render: Emulated, more: dict[str, Any]) -> None:
    created = KeyValueProvider().create(KEY_VALUE)
    outputs = {**(created.outs or {}), **more}
    for held in (outputs, KeyValueProvider().read(created.id, outputs).outs or {}):
        diff = KeyValueProvider().diff(created.id, held, KEY_VALUE)
        assert (diff.changes, diff.replaces) == (False, [])


DEPLOY = {"service_id": "srv-1", "revision": "dep-1+1", "timeout_seconds": 1800}


@pytest.mark.parametrize(
    ("outputs", "wanted", "deploys"),
    [
        ({"digest": "d1", "deploy_id": "dep-2"}, {}, False),
        ({"digest": "d1", "deploy_id": "dep-2", "timeout_seconds": 60}, {}, False),
        # Suspended then: it deploys when it is resumed.
        ({"digest": "d1", "deploy_id": ""}, {}, False),
        ({"digest": "d1", "deploy_id": "dep-2", "revision": ""}, {"revision": ""}, False),
        # Written, and not deployed any more.
        ({"digest": "d1", "deploy_id": "dep-1", "revision": "dep-1"}, {}, True),
        ({"digest": "d1", "deploy_id": "dep-1", "revision": "dep-1"}, {"freeze": True}, False),
        # Created under a freeze.
        ({"digest": "", "deploy_id": "", "revision": "", "freeze": True}, {}, True),
        ({"digest": "", "deploy_id": "", "revision": "", "freeze": True}, {"revision": ""}, True),
        ({"digest": "", "deploy_id": "", "revision": "", "freeze": True}, {"freeze": True}, False),
    ],
)
def test_a_deploy_follows_what_was_written_since_and_nothing_else(
    outputs: dict[str, Any], wanted: dict[str, Any], deploys: bool
) -> None:
    diff = DeployProvider().diff("srv-1", {**DEPLOY, **outputs}, {**DEPLOY, **wanted})
    assert (diff.changes, diff.replaces) == (deploys, [])


def test_a_revision_that_does_not_say_what_was_deployed_by_then_is_deployed(render: Emulated) -> None:
    created = WebServiceProvider().create(WEB)
    render.client.post(f"/services/{created.id}/deploys", {})
    before = {**DEPLOY, "service_id": created.id, "revision": "dep-1", "deploy_id": "dep-1"}
    render.forget_requests()
    DeployProvider().update(created.id, before, {**before, "revision": "dep-1+1"})
    assert render.writes() == [f"POST /services/{created.id}/deploys"]
