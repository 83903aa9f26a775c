from collections.abc import Callable

import httpx
import pytest

from render import errors
from render.retry import after_create, create_once
from tests.unit.render_support import Script, reply, script

CUT_OFF = [
    reply(500),
    reply(502),
    reply(503),
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("no route"),
    httpx.PoolTimeout("busy"),
    httpx.ReadError("reset"),
    httpx.WriteError("reset"),
    httpx.RemoteProtocolError("disconnected"),
    httpx.ProxyError("refused"),
]
MAY_BE_RUNNING = [
    reply(504),
    reply(524),
    httpx.ReadTimeout("slow"),
    httpx.WriteTimeout("slow"),
    httpx.DecodingError("broken"),
]
MISSING = reply(404, {"message": "not found: srv-1"})


def create(render: Script, *found: str | None) -> str:
    """What a create answers when looks find `found` in turn: the id of what was made."""
    client, finds = render.client(), list(found)
    made: str = create_once(lambda: client.post("/services", {})["id"], lambda: finds.pop(0), client)
    assert finds == [], "not looked for often enough"
    return made


def test_a_create_that_goes_well_is_neither_looked_for_nor_waited_for() -> None:
    render = script(reply(201, {"id": "srv-1"}))
    assert create(render) == "srv-1"
    assert render.slept == []


@pytest.mark.parametrize("failure", [*CUT_OFF, *MAY_BE_RUNNING])
def test_a_create_that_happened_after_all_is_found_and_not_repeated(
    failure: httpx.Response | Exception,
) -> None:
    render = script(failure)
    assert create(render, "srv-1") == "srv-1"
    assert (len(render.requests), render.slept) == (1, [2])


@pytest.mark.parametrize("failure", CUT_OFF)
def test_a_create_that_was_cut_off_and_left_nothing_is_sent_again(
    failure: httpx.Response | Exception,
) -> None:
    render = script(failure, failure, reply(201, {"id": "srv-1"}))
    assert create(render, None, None) == "srv-1"
    assert render.slept == [2, 4]


def test_after_three_sends_and_a_last_look_the_last_error_stands() -> None:
    render = script(reply(500), httpx.ConnectError("refused"), reply(503))
    with pytest.raises(errors.ServerError, match="answered 503"):
        create(render, None, None, None)
    assert (len(render.requests), render.slept) == (3, [2, 4, 8])


@pytest.mark.parametrize("failure", MAY_BE_RUNNING)
def test_a_create_that_may_still_be_running_is_looked_for_and_never_sent_again(
    failure: httpx.Response | Exception,
) -> None:
    render = script(failure)
    with pytest.raises(errors.UncertainError):
        create(render, None, None, None)
    assert (len(render.requests), render.slept) == (1, [2, 4, 8])


def test_one_that_shows_late_is_found() -> None:
    assert create(script(httpx.ReadTimeout("slow")), None, None, "srv-1") == "srv-1"


def test_a_repeat_that_may_still_be_running_is_the_last_one() -> None:
    render = script(reply(503), httpx.ReadTimeout("slow"))
    with pytest.raises(errors.NoReplyError):
        create(render, None, None, None)
    assert len(render.requests) == 2


def test_a_repeat_that_is_refused_is_looked_into_because_the_first_may_have_taken_the_name() -> None:
    render = script(reply(502), reply(400, {"message": "name already in use"}))
    assert create(render, None, "srv-1") == "srv-1"


def test_a_repeat_that_is_refused_for_good_is_not_sent_a_third_time() -> None:
    render = script(reply(502), reply(402))
    with pytest.raises(errors.ApiError, match="payment method"):
        create(render, None, None, None)
    assert len(render.requests) == 2


@pytest.mark.parametrize("status", [400, 402, 409])
def test_a_clear_refusal_of_the_first_is_not_looked_into(status: int) -> None:
    with pytest.raises(errors.ApiError):
        create(script(reply(status)))


def test_what_a_look_finds_wrong_ends_the_create() -> None:
    client = script(reply(503)).client()

    def refused() -> None:
        raise errors.RenderError("exists and deploys something else")

    with pytest.raises(errors.RenderError, match="something else"):
        create_once(lambda: client.post("/services", {}), refused, client)


def reader(render: Script) -> tuple[Callable[[], object], Script]:
    client = render.client()
    return lambda: after_create(lambda: client.get("/services/srv-1"), client), render


def test_a_404_right_after_a_create_is_waited_out() -> None:
    read, render = reader(script(MISSING, MISSING, reply(200, {"id": "srv-1"})))
    assert read() == {"id": "srv-1"}
    assert render.slept == [0.5, 1.0]


def test_what_is_still_missing_ten_seconds_after_its_create_is_gone() -> None:
    read, render = reader(script(*[MISSING] * 6))
    with pytest.raises(errors.GoneError):
        read()
    assert render.slept == [0.5, 1, 2, 4, 2.5]


def test_other_refusals_right_after_a_create_are_errors_at_once() -> None:
    read, render = reader(script(reply(403)))
    with pytest.raises(errors.ApiError):
        read()
    assert render.slept == []
