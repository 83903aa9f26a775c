"""When a deploy builds, when it only starts what is built, and when there is none."""

from typing import Any

import pytest

from render.deploy import DeployProvider
from render.web_service import WebServiceProvider
from tests.unit.render_support import WEB, Emulated

DEPLOY: dict[str, Any] = {"timeout_seconds": 60}


def up(wanted: dict[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A service and its first deploy: id, outputs of the service, outputs of the deploy."""
    service = WebServiceProvider().create(wanted)
    outputs = service.outs or {}
    order = {**DEPLOY, "service_id": service.id, "revision": outputs["revision"]}
    return service.id, outputs, DeployProvider().create(order).outs or {}


def newest(render: Emulated, service_id: str) -> dict[str, Any]:
    found: dict[str, Any] = render.cloud.render["deploys"][service_id][-1]
    return found


@pytest.mark.parametrize(
    ("change", "deploy_only"),
    [
        ({"plan": "standard"}, True),
        ({"max_shutdown_delay_seconds": 90, "plan": "standard"}, True),
        ({"plan": "standard", "start_command": "node b.js"}, False),
        ({"env": {"A": "two"}}, False),
    ],
)
def test_a_plan_or_a_shutdown_delay_alone_is_deployed_without_a_build(
    render: Emulated, change: dict[str, Any], deploy_only: bool
) -> None:
    service_id, outputs, deployed = up(WEB)
    changed = WebServiceProvider().update(service_id, outputs, {**WEB, **change}).outs or {}
    order = {**deployed, "revision": changed["revision"]}
    done = DeployProvider().update(service_id, deployed, order).outs or {}
    last = newest(render, service_id)
    assert (last["id"], last["status"], last["_deployOnly"]) == (done["deploy_id"], "live", deploy_only)


def test_a_change_that_failed_to_build_is_built_also_when_only_the_plan_changed_since(
    render: Emulated,
) -> None:
    service_id, outputs, deployed = up(WEB)
    first = WebServiceProvider().update(service_id, outputs, {**WEB, "branch": "b"}).outs or {}
    second = WebServiceProvider().update(service_id, first, {**WEB, "branch": "b", "plan": "pro"}).outs or {}
    DeployProvider().update(service_id, deployed, {**deployed, "revision": second["revision"]})
    assert newest(render, service_id)["_deployOnly"] is False


def test_while_frozen_nothing_differs_but_another_service(render: Emulated) -> None:
    _, _, deployed = up(WEB)
    wanted = {**deployed, "revision": "dep-0+1"}
    assert DeployProvider().diff("srv-1", deployed, {**wanted, "freeze": True}).changes is False
    assert DeployProvider().diff("srv-1", deployed, wanted).changes is True
    moved = DeployProvider().diff("srv-1", deployed, {**wanted, "freeze": True, "service_id": "srv-9"})
    assert moved.replaces == ["service_id"]


@pytest.mark.parametrize("revision", [None, ""])
def test_a_first_deploy_under_a_freeze_is_made_up_for_afterwards(
    render: Emulated, revision: str | None
) -> None:
    service_id, outputs, _ = up(WEB)
    render.forget_requests()
    named = outputs["revision"] if revision is None else revision
    order = {**DEPLOY, "service_id": service_id, "revision": named, "freeze": True}
    frozen = DeployProvider().create(order).outs or {}
    assert render.writes() == []
    thawed = {key: value for key, value in order.items() if key != "freeze"}
    assert DeployProvider().diff(service_id, frozen, thawed).changes is True
    DeployProvider().update(service_id, frozen, thawed)
    assert render.writes() == [f"POST /services/{service_id}/deploys"]
    assert newest(render, service_id)["_deployOnly"] is False
