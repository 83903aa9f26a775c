"""What is waited for survives a bad minute, and an update after one that gave up goes on with what runs."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from render import deploys, key_values
from render.deploy import DeployProvider
from render.errors import ApiError, DeadlineError, GoneError, NoReplyError, RenderError
from render.retry import Poller
from render.web_service import WebServiceProvider
from render.wire import KeyValue, parse
from sandbox.control import set_faults
from tests.unit.render_support import WEB, Emulated, reply, script, service_reply, wrapped

DEPLOY: dict[str, Any] = {"timeout_seconds": 1800}
A_BAD_MINUTE = [httpx.ConnectError("refused")] * 14
SERVICE = reply(200, service_reply())


def up(wanted: dict[str, Any] = WEB) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A service and its first deploy: id, outputs of the service, outputs of the deploy."""
    service = WebServiceProvider().create(wanted)
    outputs = service.outs or {}
    order = {**DEPLOY, "service_id": service.id, "revision": outputs["revision"]}
    return service.id, outputs, DeployProvider().create(order).outs or {}


def changed(service_id: str, outputs: dict[str, Any], **change: Any) -> dict[str, Any]:
    return WebServiceProvider().update(service_id, outputs, {**WEB, **change}).outs or {}


def order(deployed: dict[str, Any], service: dict[str, Any]) -> dict[str, Any]:
    return {**deployed, "revision": service["revision"]}


def gives_up(deployed: dict[str, Any], wanted: dict[str, Any]) -> str:
    with pytest.raises(RenderError) as caught:
        DeployProvider().update(deployed["service_id"], deployed, {**wanted, "timeout_seconds": 1})
    return str(caught.value)


def newest(render: Emulated, service_id: str) -> dict[str, Any]:
    found: dict[str, Any] = render.cloud.render["deploys"][service_id][-1]
    return found


def deploys_started(render: Emulated, action: Callable[[], object]) -> int:
    render.forget_requests()
    action()
    return sum(line.startswith("POST") and line.endswith("/deploys") for line in render.writes())


FAULTS = [
    {"kind": "outage", "seconds": 300},
    {"kind": "status", "status": 503, "method": "GET", "times": 60},
    {"kind": "status", "status": 429, "retryAfter": 600, "method": "GET", "times": 1},
    {"kind": "status", "status": 524, "method": "GET", "times": 60},
]


@pytest.mark.parametrize("fault", FAULTS, ids=["network", "503", "429", "524"])
def test_a_deploy_that_is_waited_for_survives_minutes_without_an_answer(
    render: Emulated, fault: dict[str, Any]
) -> None:
    service_id, outputs, deployed = up()
    service = changed(service_id, outputs, env={"A": "two"})
    render.cloud.stage_seconds = 100
    send = render.client.post

    def post(path: str, body: Mapping[str, Any]) -> Any:
        answer = send(path, body)
        set_faults(render.cloud, [fault])
        return answer

    render.client.post = post  # type: ignore[method-assign]
    done = DeployProvider().update(service_id, deployed, order(deployed, service)).outs or {}
    assert render.service(service_id)["_live"]["deployId"] == done["deploy_id"]
    assert render.service(service_id)["_live"]["env"] == {"A": "two"}


def test_the_look_at_what_took_a_deploys_place_survives_it_too() -> None:
    created = reply(201, {"id": "dep-2", "status": "created"})
    gone = reply(200, {"id": "dep-2", "status": "canceled"})
    later = reply(200, wrapped("deploy", [{"id": "dep-3", "status": "live"}]))
    live = reply(200, {"id": "dep-3", "status": "live"})
    render = script(SERVICE, reply(200, []), created, gone, *A_BAD_MINUTE, gone, later, live)
    assert deploys.roll_out(render.client(), "srv-1", 600, deploys.DeployOptions()) == "dep-3"


def test_a_queued_deploy_is_looked_for_through_it_too() -> None:
    before = reply(200, wrapped("deploy", [{"id": "dep-1", "status": "build_in_progress"}]))
    after = reply(200, wrapped("deploy", [{"id": "dep-2", "status": "queued"}]))
    live = reply(200, {"id": "dep-2", "status": "live"})
    render = script(SERVICE, before, reply(202), *A_BAD_MINUTE, after, live)
    assert deploys.roll_out(render.client(), "srv-1", 600, deploys.DeployOptions()) == "dep-2"


def test_a_key_value_that_is_waited_for_survives_it_too() -> None:
    made = {"id": "red-1", "name": "redis", "owner": {"id": "tea-1"}, "status": "creating"}
    render = script(*A_BAD_MINUTE, reply(200, {**made, "status": "available"}))
    key_values.wait_until_available(render.client(), parse(KeyValue, made), 600)


def test_patience_ends_at_the_deadline_of_what_is_waited_for_with_what_was_wrong() -> None:
    created = reply(201, {"id": "dep-1", "status": "created"})
    render = script(SERVICE, reply(200, []), created, *[httpx.ConnectError("refused")] * 999)
    with pytest.raises(DeadlineError) as caught:
        deploys.roll_out(render.client(), "srv-1", 60, deploys.DeployOptions())
    assert str(caught.value) == (
        "api: deploy dep-1 is not live after 60 s (no reply to GET /services/srv-1/deploys/dep-1 "
        "(ConnectError)): it may still get there, see "
        "https://dashboard.render.com/web/srv-1/deploys/dep-1; the next update goes on with it"
    )
    assert sum(render.slept) >= 60


@pytest.mark.parametrize("status", [401, 403, 404, 410, 400])
def test_what_does_not_pass_is_not_waited_out(status: int) -> None:
    poller = Poller(script().client(), 600)

    def look() -> None:
        script(reply(status)).client().get("/services")

    with pytest.raises(GoneError if status in (404, 410) else ApiError):
        poller.ask(look)


def test_an_answer_after_silence_is_an_answer() -> None:
    render = script(*A_BAD_MINUTE, reply(200, []))
    client = render.client()
    assert Poller(client, 600).ask(lambda: client.get("/services")) == []
    with pytest.raises(NoReplyError):
        Poller(client, 0).ask(lambda: script(*A_BAD_MINUTE).client().get("/services"))


def test_the_update_after_a_deadline_goes_on_with_the_running_build(render: Emulated) -> None:
    service_id, outputs, deployed = up()
    service = changed(service_id, outputs, env={"A": "two"})
    render.cloud.stage_seconds = 1000
    assert "the next update goes on with it" in gives_up(deployed, order(deployed, service))
    running = newest(render, service_id)["id"]

    def again() -> None:
        wanted = {**order(deployed, service), "timeout_seconds": 9999}
        assert (DeployProvider().update(service_id, deployed, wanted).outs or {})["deploy_id"] == running

    assert deploys_started(render, again) == 0
    assert render.service(service_id)["_live"]["env"] == {"A": "two"}


@pytest.mark.parametrize("ended", ["live", "build_failed"])
def test_a_build_that_ended_meanwhile_counts_when_it_is_live(render: Emulated, ended: str) -> None:
    service_id, outputs, deployed = up()
    service = changed(service_id, outputs, env={"A": "two"})
    render.cloud.stage_seconds = 1000
    if ended != "live":
        render.cloud.render["failNext"] = {WEB["name"]: ended}
    gives_up(deployed, order(deployed, service))
    render.cloud.clock_offset += 9000
    again = lambda: DeployProvider().update(  # noqa: E731
        service_id, deployed, {**order(deployed, service), "timeout_seconds": 9999}
    )
    assert deploys_started(render, again) == (0 if ended == "live" else 1)


def test_a_build_from_before_the_last_write_is_not_gone_on_with(render: Emulated) -> None:
    service_id, outputs, deployed = up()
    first = changed(service_id, outputs, env={"A": "two"})
    render.cloud.stage_seconds = 1000
    gives_up(deployed, order(deployed, first))
    second = changed(service_id, first, env={"A": "three"})
    again = lambda: DeployProvider().update(  # noqa: E731
        service_id, deployed, {**order(deployed, second), "timeout_seconds": 9999}
    )
    assert deploys_started(render, again) == 1
    assert render.service(service_id)["_live"]["env"] == {"A": "three"}


@pytest.mark.parametrize("trigger", ["rollback", "manual", "service_resumed", "one_of_the_future"])
def test_a_deploy_that_may_bring_something_older_is_not_gone_on_with(render: Emulated, trigger: str) -> None:
    service_id, outputs, deployed = up()
    service = changed(service_id, outputs, env={"A": "two"})
    render.client.post(f"/services/{service_id}/deploys", {})
    newest(render, service_id)["trigger"] = trigger
    again = lambda: DeployProvider().update(  # noqa: E731
        service_id, deployed, order(deployed, service)
    )
    assert deploys_started(render, again) == 1


def test_a_push_after_the_last_write_has_deployed_it_already(render: Emulated) -> None:
    service_id, outputs, deployed = up()
    service = changed(service_id, outputs, env={"A": "two"})
    render.client.post(f"/services/{service_id}/deploys", {})
    newest(render, service_id)["trigger"] = "new_commit"
    again = lambda: DeployProvider().update(  # noqa: E731
        service_id, deployed, order(deployed, service)
    )
    assert deploys_started(render, again) == 0


def test_a_first_deploy_is_waited_for_again_by_the_next_update(render: Emulated) -> None:
    service = WebServiceProvider().create(WEB)
    render.cloud.stage_seconds = 1000
    wanted = {**DEPLOY, "service_id": service.id, "revision": (service.outs or {})["revision"]}
    with pytest.raises(DeadlineError):
        DeployProvider().create({**wanted, "timeout_seconds": 1})
    again = lambda: DeployProvider().create({**wanted, "timeout_seconds": 9999})  # noqa: E731
    assert deploys_started(render, again) == 0
