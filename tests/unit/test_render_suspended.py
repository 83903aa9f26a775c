"""What a person has suspended is said and fails no update; what Render has suspended does."""

from typing import Any

import pytest

from render import deploys, key_values
from render.deploy import DeployProvider
from render.errors import RenderError
from render.key_value import KeyValueProvider
from render.web_service import WebServiceProvider
from render.wire import KeyValue, parse
from tests.unit.render_support import KEY_VALUE, WEB, Emulated, Script, reply, script, service_reply

SUSPENDED = reply(200, service_reply(suspended="suspended", suspenders=["user"]))
RUNNING = reply(200, service_reply())
SAID = "api: is suspended, not deployed; it deploys when it is resumed\n"


def rolled_out(render: Script) -> str:
    return deploys.roll_out(render.client(), "srv-1", 60, deploys.DeployOptions())


@pytest.mark.parametrize("by", [[], ["user"], ["billing", "user"]])
def test_a_service_that_a_person_has_suspended_is_said_and_not_deployed(
    by: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert rolled_out(script(reply(200, service_reply(suspended="suspended", suspenders=by)))) == ""
    assert capsys.readouterr().out == SAID


def test_a_service_that_render_has_suspended_fails_and_says_where_to_settle_it() -> None:
    suspended = service_reply(suspended="suspended", suspenders=["billing", "stuck_crashlooping"])
    with pytest.raises(RenderError) as caught:
        rolled_out(script(reply(200, suspended)))
    assert str(caught.value) == (
        "api: Render has suspended it (billing, stuck_crashlooping), so nothing is deployed: settle that at "
        "https://dashboard.render.com/web/srv-1, then run again"
    )


def test_a_suspension_between_the_look_and_the_deploy_is_said_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    refused = reply(400, {"message": "cannot deploy suspended service"})
    assert rolled_out(script(RUNNING, reply(200, []), refused, SUSPENDED)) == ""
    assert capsys.readouterr().out == SAID


def test_a_suspension_that_ends_a_running_deploy_is_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    created, canceled = {"id": "dep-1", "status": "created"}, {"id": "dep-1", "status": "canceled"}
    newest = reply(200, [{"cursor": "c", "deploy": canceled}])
    render = script(RUNNING, reply(200, []), reply(201, created), reply(200, canceled), newest, SUSPENDED)
    assert rolled_out(render) == ""
    assert capsys.readouterr().out.endswith(SAID)


def test_another_refusal_of_a_deploy_stays_an_error() -> None:
    refused = reply(400, {"message": "no such commit"})
    with pytest.raises(RenderError, match="no such commit"):
        rolled_out(script(RUNNING, reply(200, []), refused, RUNNING))


def test_a_refusal_that_no_suspension_explains_is_not_looked_into() -> None:
    render = script(RUNNING, reply(200, []), reply(403, {"message": "protected"}))
    with pytest.raises(RenderError, match="Render answered 403 to POST /services/srv-1/deploys: protected"):
        rolled_out(render)


def test_a_refresh_says_that_a_service_is_suspended_and_finds_no_drift(
    render: Emulated, capsys: pytest.CaptureFixture[str]
) -> None:
    service = WebServiceProvider().create(WEB)
    wanted = {"service_id": service.id, "revision": (service.outs or {})["revision"], "timeout_seconds": 60}
    deployed = DeployProvider().create(wanted).outs or {}
    render.client.post(f"/services/{service.id}/suspend", {})
    capsys.readouterr()
    assert DeployProvider().read(service.id, deployed).outs == deployed
    assert WebServiceProvider().read(service.id, service.outs or {}).outs == service.outs
    assert capsys.readouterr().out == "api: is suspended; it deploys when it is resumed\n"


def test_a_key_value_that_a_person_has_suspended_is_changed_and_not_waited_for(
    render: Emulated, capsys: pytest.CaptureFixture[str]
) -> None:
    made = KeyValueProvider().create(KEY_VALUE)
    render.client.post(f"/key-value/{made.id}/suspend", {})
    wanted = {**KEY_VALUE, "plan": "standard"}
    updated = KeyValueProvider().update(made.id, made.outs or {}, wanted).outs or {}
    assert updated["plan"] == "standard"
    assert capsys.readouterr().out.endswith(
        "redis: suspended\nredis: nothing waits for it; resume it in the Render dashboard\n"
    )


def test_a_key_value_that_is_broken_is_an_error() -> None:
    broken: dict[str, Any] = {"id": "red-1", "name": "redis", "owner": {"id": "tea-1"}}
    with pytest.raises(RenderError, match="Key Value redis is recovery_failed: repair it in the Render"):
        key_values.wait_until_available(
            script().client(), parse(KeyValue, {**broken, "status": "recovery_failed"}), 60
        )
