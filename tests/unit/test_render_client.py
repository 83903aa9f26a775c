import httpx
import pytest

from render import errors
from render.client import create_once, wait_before_retry
from tests.unit.render_support import API_KEY, Script, reply, script

LOST = httpx.ReadTimeout("Bearer would be here")


@pytest.mark.parametrize(
    ("method", "status", "retry_after", "attempt", "waits"),
    [
        ("GET", 429, 7.0, 1, 7.0),
        ("POST", 429, 7.0, 1, 7.0),
        ("PATCH", 429, 0.0, 1, 0.0),
        ("POST", 429, 120.0, 1, 120.0),
        ("GET", 429, 121.0, 1, None),
        ("POST", 429, None, 1, 0.5),
        ("GET", 429, 7.0, 6, None),
        ("GET", 500, None, 1, 0.5),
        ("GET", 503, None, 2, 1.0),
        ("PUT", 502, None, 4, 4.0),
        ("DELETE", None, None, 5, 8.0),
        ("DELETE", None, None, 6, None),
        ("POST", 500, None, 1, None),
        ("POST", None, None, 1, None),
        ("PATCH", 503, None, 1, None),
        ("GET", 400, None, 1, None),
        ("PUT", 404, None, 1, None),
        ("DELETE", 409, None, 1, None),
    ],
)
def test_the_retry_table_says_who_waits_and_how_long(
    method: str, status: int | None, retry_after: float | None, attempt: int, waits: float | None
) -> None:
    assert wait_before_retry(method, status, retry_after, attempt, jitter=1.0) == waits


def test_jitter_shortens_a_backoff_to_no_less_than_half() -> None:
    assert wait_before_retry("GET", 500, None, 1, jitter=0.0) == 0.25


def test_a_refused_request_goes_out_again_with_its_body_after_the_time_render_asks_for() -> None:
    render = script(reply(429, {"message": "rate limit exceeded"}, Retry_After="3"), reply(201, {"id": "x"}))
    assert render.client().post("/services", {"name": "api"}) == {"id": "x"}
    assert render.slept == [3.0]
    assert [request.content for request in render.requests] == [b'{"name":"api"}'] * 2


def test_a_wait_beyond_the_cap_is_an_error_that_says_how_long() -> None:
    render = script(reply(429, {"message": "rate limit exceeded"}, Retry_After="3600"))
    with pytest.raises(errors.RateLimitError, match=r"wait 3600 s, then run again"):
        render.client().post("/services", {})
    assert render.slept == []


@pytest.mark.parametrize(("seconds", "lines"), [("4", 0), ("5", 1)])
def test_a_wait_that_a_person_would_notice_is_said(
    seconds: str, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    script(reply(429, Retry_After=seconds), reply(200, [])).client().get("/services")
    said = capsys.readouterr().out.splitlines()
    assert said == ["render: 429 to GET /services, waiting 5 s"][:lines]


def test_the_reset_header_stands_in_for_a_missing_retry_after() -> None:
    render = script(reply(429, Ratelimit_Reset="4"), reply(200, []))
    render.client().get("/services")
    assert render.slept == [4.0]


def test_reads_survive_failures_of_render_and_of_the_network() -> None:
    render = script(reply(503), LOST, reply(200, {"id": "srv-1"}))
    assert render.client().get("/services/srv-1") == {"id": "srv-1"}
    assert render.slept == [0.5, 1.0]


def test_six_failed_attempts_are_enough() -> None:
    render = script(*[reply(503)] * 6)
    with pytest.raises(errors.ServerError):
        render.client().get("/services")
    assert len(render.requests) == 6


def test_a_create_is_not_sent_twice_when_its_reply_is_lost() -> None:
    render = script(LOST)
    with pytest.raises(errors.UncertainError, match=r"no reply to POST /services \(ReadTimeout\): check"):
        render.client().post("/services", {})
    assert len(render.requests) == 1


def test_a_list_is_read_to_its_empty_page() -> None:
    page = [{"cursor": f"c{n}", "service": n} for n in range(3)]
    render = script(reply(200, page), reply(200, page[:1]), reply(200, []))
    assert list(render.client().pages("/services", "service", {"name": "api"})) == [0, 1, 2, 0]
    queries = [dict(request.url.params) for request in render.requests]
    assert queries == [
        {"name": "api", "limit": "100"},
        {"name": "api", "limit": "100", "cursor": "c2"},
        {"name": "api", "limit": "100", "cursor": "c0"},
    ]


@pytest.mark.parametrize("status", [202, 204])
def test_a_reply_without_a_body_is_none(status: int) -> None:
    assert script(reply(status)).client().post("/services/srv-1/deploys", {}) is None


@pytest.mark.parametrize("status", [404, 410])
def test_deleting_what_is_gone_is_fine(status: int) -> None:
    script(reply(status, {"message": "not found"})).client().delete("/services/srv-1")


def test_other_refusals_of_a_delete_are_errors() -> None:
    with pytest.raises(errors.ApiError, match="workspace admin"):
        script(reply(403)).client().delete("/services/srv-1")


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


def _leaky() -> list[Script]:
    text = f"bad value hunter2-hunter2\nfor token {API_KEY}"
    echo = reply(400, {"message": text})
    return [script(echo), script(httpx.LocalProtocolError(f"Illegal header value b'Bearer {API_KEY}'"))]


@pytest.mark.parametrize("render", _leaky())
def test_no_error_text_holds_the_key_or_a_value_that_was_sent(render: Script) -> None:
    with pytest.raises(errors.RenderError) as caught:
        render.client().post("/services", {"envVars": [{"key": "A", "value": "hunter2-hunter2"}]})
    assert API_KEY not in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)


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


def test_every_request_says_who_asks_and_with_which_key() -> None:
    render = script(reply(200, []))
    render.client().get("/services")
    headers = render.requests[0].headers
    assert headers["Authorization"] == f"Bearer {API_KEY}"
    assert headers["User-Agent"].startswith("pulumi-render-dynamic/")


def _fail(error: Exception) -> str:
    raise error


def test_after_a_lost_create_the_object_is_looked_for() -> None:
    assert create_once(lambda: _fail(errors.NoReplyError("POST", "/x", "lost")), lambda: "found") == "found"


def test_a_lost_create_that_left_nothing_keeps_its_first_error() -> None:
    with pytest.raises(errors.NoReplyError):
        create_once(lambda: _fail(errors.NoReplyError("POST", "/x", "lost")), lambda: None)


def test_a_clear_refusal_of_a_create_is_not_looked_into() -> None:
    with pytest.raises(errors.ApiError):
        create_once(lambda: _fail(errors.api_error("POST", "/x", 400, "no", "")), lambda: "found")
