from typing import Any

import httpx
import pulumi
import pytest

from render import deploys
from render.deploy import DeployProvider
from render.errors import DeadlineError, RenderError
from render.web_service import WebServiceProvider
from tests.unit.render_support import WEB, Emulated, Script, reply, script, service_reply, wrapped

DEPLOY = {"service_id": "srv-1", "digest": "d1", "revision": "", "timeout_seconds": 1800}
SERVICE = reply(200, service_reply())
LOG = "https://dashboard.render.com/web/srv-1/deploys"
Reply = httpx.Response | Exception


def deploy(id_: str, status: str) -> dict[str, str]:
    return {"id": id_, "status": status}


def newest(id_: str, status: str) -> httpx.Response:
    return reply(200, wrapped("deploy", [deploy(id_, status)]))


def polls(id_: str, *statuses: str) -> list[Reply]:
    return [reply(200, deploy(id_, status)) for status in statuses]


def rolled_out(render: Script, initial: str = "", timeout: float = 60) -> str:
    return deploys.roll_out(render.client(), "srv-1", timeout, deploys.DeployOptions(initial=initial))


def started(render: Script) -> int:
    return sum(request.method == "POST" for request in render.requests)


@pytest.mark.parametrize(
    "status", ["created", "queued", "pre_deploy_in_progress", "a_status_from_the_future"]
)
def test_a_status_that_is_no_end_is_waited_through(status: str) -> None:
    created = reply(201, deploy("dep-1", status))
    assert rolled_out(script(SERVICE, reply(200, []), created, *polls("dep-1", status, "live"))) == "dep-1"


@pytest.mark.parametrize("status", ["build_in_progress", "live"])
def test_the_first_deploy_of_a_service_is_waited_for_and_no_second_one_started(status: str) -> None:
    render = script(SERVICE, newest("dep-1", status), *polls("dep-1", status, "live"))
    assert rolled_out(render, initial="dep-1") == "dep-1"
    assert started(render) == 0


@pytest.mark.parametrize(
    ("id_", "status"),
    [("dep-1", "build_failed"), ("dep-1", "canceled"), ("dep-2", "live"), ("dep-0", "queued")],
)
def test_a_first_deploy_that_is_no_longer_good_is_not_waited_for(id_: str, status: str) -> None:
    created = reply(201, deploy("dep-9", "created"))
    render = script(SERVICE, newest(id_, status), created, *polls("dep-9", "live"))
    assert rolled_out(render, initial="dep-1") == "dep-9"


def test_a_queued_deploy_is_found_by_listing() -> None:
    before, after = newest("dep-1", "build_in_progress"), newest("dep-2", "queued")
    render = script(SERVICE, before, reply(202), before, after, *polls("dep-2", "queued", "live"))
    assert rolled_out(render) == "dep-2"


def test_one_that_still_waits_in_the_queue_takes_our_writes_along() -> None:
    queued = newest("dep-1", "queued")
    render = script(SERVICE, queued, reply(202), queued, *polls("dep-1", "live"))
    assert rolled_out(render) == "dep-1"


def test_a_queued_deploy_that_is_never_listed_is_an_error() -> None:
    running = newest("dep-1", "build_in_progress")
    render = script(SERVICE, running, reply(202), *[running] * 99)
    with pytest.raises(DeadlineError, match="queued a deploy but does not list it"):
        rolled_out(render)


@pytest.mark.parametrize("status", ["canceled", "deactivated"])
def test_a_deploy_that_a_newer_one_took_over_is_followed(
    status: str, capsys: pytest.CaptureFixture[str]
) -> None:
    created = reply(201, deploy("dep-2", "created"))
    render = script(
        SERVICE,
        newest("dep-1", "live"),
        created,
        *polls("dep-2", "queued", status),
        newest("dep-3", "build_in_progress"),
        *polls("dep-3", "build_in_progress", "live"),
    )
    assert rolled_out(render) == "dep-3"
    assert f"api: deploy dep-2 {status}, follows dep-3" in capsys.readouterr().out


@pytest.mark.parametrize("status", ["build_failed", "pre_deploy_failed", "update_failed"])
def test_a_failure_names_service_deploy_status_and_log(status: str) -> None:
    render = script(SERVICE, reply(200, []), reply(201, deploy("dep-1", "created")), *polls("dep-1", status))
    with pytest.raises(RenderError) as caught:
        rolled_out(render)
    assert str(caught.value) == (
        f"api: deploy dep-1 ended as {status}: read its log at {LOG}/dep-1, correct the cause, then run again"
    )


def test_a_deploy_that_somebody_canceled_is_a_failure() -> None:
    created = reply(201, deploy("dep-1", "created"))
    render = script(
        SERVICE, reply(200, []), created, *polls("dep-1", "canceled"), newest("dep-1", "canceled"), SERVICE
    )
    with pytest.raises(RenderError, match="dep-1 ended as canceled"):
        rolled_out(render)


def test_the_wait_has_a_deadline_that_names_the_deploy() -> None:
    created = reply(201, deploy("dep-1", "created"))
    render = script(SERVICE, reply(200, []), created, *polls("dep-1", *["build_in_progress"] * 99))
    with pytest.raises(DeadlineError, match=r"api: deploy dep-1 is not live after 60 s.*/deploys/dep-1"):
        rolled_out(render)
    assert render.slept[0] == 0.2
    assert max(render.slept) == 10
    assert render.slept == sorted(render.slept)


def test_a_status_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    statuses = ["build_in_progress", "build_in_progress", "update_in_progress", "live"]
    created = reply(201, deploy("dep-1", "created"))
    rolled_out(script(SERVICE, reply(200, []), created, *polls("dep-1", *statuses)))
    assert capsys.readouterr().out.splitlines() == [
        "api: deploy dep-1 build_in_progress",
        "api: deploy dep-1 update_in_progress",
        "api: deploy dep-1 live",
    ]


def test_a_suspended_service_is_skipped_with_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    assert rolled_out(script(reply(200, service_reply(suspended="suspended")))) == ""
    assert "api: is suspended, not deployed" in capsys.readouterr().out


def test_a_start_whose_reply_is_lost_goes_on_with_what_it_started() -> None:
    lost = httpx.ReadTimeout("lost")
    after = newest("dep-2", "created")
    render = script(SERVICE, newest("dep-1", "live"), lost, after, *polls("dep-2", "live"))
    assert rolled_out(render) == "dep-2"
    assert started(render) == 1


def test_a_start_that_left_nothing_is_an_error() -> None:
    before = newest("dep-1", "live")
    with pytest.raises(RenderError, match="Render answered 503"):
        rolled_out(script(SERVICE, before, *[reply(503), before] * 3))


@pytest.mark.proves("T11")
def test_one_deploy_per_service_and_update_makes_the_writes_live(render: Emulated) -> None:
    services, provider = WebServiceProvider(), DeployProvider()
    created = services.create(WEB)
    outputs: dict[str, Any] = created.outs or {}
    wanted = {**DEPLOY, "service_id": created.id, "revision": outputs["revision"]}
    render.forget_requests()
    first = provider.create(wanted)
    assert first.outs == {**wanted, "deploy_id": outputs["revision"]}
    assert render.writes() == []
    changed = services.update(created.id, outputs, {**WEB, "env": {"A": "two"}}).outs or {}
    render.forget_requests()
    second = provider.update(first.id, first.outs or {}, {**wanted, "revision": changed["revision"]})
    assert render.writes() == [f"POST /services/{created.id}/deploys"]
    assert render.service(created.id)["_live"]["env"] == {"A": "two"}
    read = provider.read(first.id, second.outs or {})
    assert (read.id, read.outs, read.inputs) == (first.id, second.outs, None)
    provider.delete(first.id, second.outs or {})
    services.delete(created.id, {})
    assert provider.read(first.id, second.outs or {}).id is None


@pytest.mark.parametrize(
    ("changes", "changed", "replaces"),
    [
        ({}, False, []),
        ({"timeout_seconds": 60, "__provider": "new"}, False, []),
        ({"revision": "dep-7+1"}, True, []),
        ({"revision": pulumi.output.UNKNOWN}, True, []),
        ({"digest": "d2"}, False, []),
        ({"digest": pulumi.output.UNKNOWN}, False, []),
        ({"digest": None}, False, []),
        ({"service_id": "srv-2"}, True, ["service_id"]),
        ({"service_id": pulumi.output.UNKNOWN}, True, ["service_id"]),
    ],
)
def test_only_a_new_revision_deploys_again(
    changes: dict[str, Any], changed: bool, replaces: list[str]
) -> None:
    result = DeployProvider().diff("srv-1", {**DEPLOY, "deploy_id": "dep-1"}, {**DEPLOY, **changes})
    assert (result.changes, result.replaces, result.delete_before_replace) == (changed, replaces, False)


@pytest.mark.parametrize(("timeout", "faults"), [(0, 1), (-1, 1), (60, 0), (pulumi.output.UNKNOWN, 0)])
def test_a_deadline_is_in_the_future(timeout: Any, faults: int) -> None:
    assert len(DeployProvider().check({}, {**DEPLOY, "timeout_seconds": timeout}).failures) == faults
