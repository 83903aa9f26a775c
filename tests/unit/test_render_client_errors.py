import pickle
import traceback

import httpx
import pytest

from render import errors
from tests.unit.render_support import API_KEY, reply, script

SENT = {"envVars": [{"key": "A", "value": "hunter2-hunter2"}]}


def test_an_error_carries_status_message_request_id_and_next_step() -> None:
    render = script(reply(402, {"message": "Payment information is required"}, Render_Request_Id="req-7"))
    with pytest.raises(errors.ApiError) as caught:
        render.client().post("/services", {})
    assert (caught.value.status, caught.value.request_id) == (402, "req-7")
    assert str(caught.value) == (
        "Render answered 402 to POST /services: Payment information is required (request id req-7). "
        "Next: add a payment method to the workspace, or choose a plan that needs none"
    )


@pytest.mark.parametrize("body", [b"<html>oops</html>", b"[1]", b'{"message": null}', b""])
def test_an_error_without_a_message_is_still_an_error(body: bytes) -> None:
    with pytest.raises(errors.ApiError, match=r"Render answered 400 to GET /services\. Next"):
        script(httpx.Response(400, content=body)).client().get("/services")


TEXT = f"bad value hunter2-hunter2\nfor token {API_KEY}"
LEAKY: dict[type[errors.RenderError], httpx.Response | Exception] = {
    errors.ApiError: reply(400, {"message": TEXT}),
    errors.GoneError: reply(404, {"message": TEXT}),
    errors.RateLimitError: reply(429, {"message": TEXT}, Retry_After="3600"),
    errors.ServerError: reply(500, {"message": TEXT}),
    errors.UnexpectedReplyError: httpx.Response(200, text=TEXT),
    errors.NoReplyError: httpx.LocalProtocolError(
        TEXT, request=httpx.Request("POST", "http://h", content=TEXT)
    ),
}


@pytest.mark.parametrize("kind", LEAKY)
def test_no_error_holds_the_key_or_a_value_that_was_sent_in_any_form(kind: type[errors.RenderError]) -> None:
    with pytest.raises(errors.RenderError) as caught:
        script(LEAKY[kind]).client().post("/services", SENT)
    error = caught.value
    assert type(error) is kind
    # Suppressing what an error stems from only keeps it out of print: it has to be away.
    assert (error.__cause__, error.__context__) == (None, None)
    printed = "".join(traceback.format_exception(error))
    for shown in (str(error), repr(error), repr(error.args), repr(vars(error)), printed):
        assert API_KEY not in shown
        assert "hunter2-hunter2" not in shown
    assert "\n" not in str(error)


@pytest.mark.parametrize("kind", LEAKY)
def test_an_error_survives_pickling_with_what_it_says(kind: type[errors.RenderError]) -> None:
    with pytest.raises(kind) as caught:
        script(LEAKY[kind]).client().post("/services", SENT)
    pickled = pickle.dumps(caught.value)
    copy = pickle.loads(pickled)
    assert (type(copy), str(copy), vars(copy)) == (kind, str(caught.value), vars(caught.value))
    assert b"hunter2" not in pickled
    assert API_KEY.encode() not in pickled


@pytest.mark.parametrize("echo", ["-----BEGIN\nMIIEv\n", r"-----BEGIN\nMIIEv\n", "line MIIEv of yours"])
def test_a_value_of_several_lines_is_blanked_however_it_is_quoted(echo: str) -> None:
    assert "MIIEv" not in errors.safe_message(f"bad value {echo}", ["-----BEGIN\nMIIEv\n"])


def test_a_value_with_quotation_marks_is_blanked_as_json_writes_it() -> None:
    assert errors.safe_message(r'bad value "say \"open\""', ['say "open"']) == 'bad value "[secret]"'


def test_one_secret_inside_another_leaves_no_rest() -> None:
    assert errors.safe_message("no hunter2-long", ["hunter2", "hunter2-long"]) == "no [secret]"


def test_a_value_that_is_too_short_for_a_secret_does_not_garble_the_message() -> None:
    assert errors.safe_message("no 1 yes abcd", ["1", "yes", "abcd"]) == "no 1 yes [secret]"


def test_only_values_count_as_sent_secrets() -> None:
    body = {
        "name": "api",
        "envVars": [{"key": "A", "value": "v"}],
        "value": "w",
        "x": {"value": {"value": "y"}},
    }
    assert list(errors.sent_values(body)) == ["v", "w", "y"]


def test_an_answer_that_is_no_json_names_the_setting_to_check() -> None:
    with pytest.raises(errors.UnexpectedReplyError, match="RENDER_API_URL"):
        script(httpx.Response(200, text="<html>")).client().get("/services")
