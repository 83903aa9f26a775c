import httpx
import pytest

from render import errors
from render.client import RenderClient
from render.retry import ATTEMPTS, Patience, asked_wait, backoff, wait_before_retry
from tests.unit.render_support import reply, script

LOST = httpx.ReadTimeout("Bearer would be here")
EVERY = ("GET", "PUT", "DELETE", "PATCH", "POST")
REPEATABLE = EVERY[:4]


@pytest.mark.parametrize(
    ("methods", "status", "retry_after", "attempt", "waits"),
    [
        (EVERY, 429, 7.0, 1, 7.0),
        (EVERY, 429, 0.0, 1, 0.0),
        (EVERY, 429, 120.0, 6, 120.0),
        (EVERY, 429, 120.5, 1, None),
        (EVERY, 429, None, 1, 0.5),
        (EVERY, 429, 7.0, 7, None),
        (REPEATABLE, 500, None, 1, 0.5),
        (REPEATABLE, 503, None, 2, 1.0),
        (REPEATABLE, 502, 90.0, 4, 4.0),
        (REPEATABLE, None, None, 6, 8.0),
        (REPEATABLE, None, None, 7, None),
        (("POST",), 500, None, 1, None),
        (("POST",), 503, 1.0, 1, None),
        (("POST",), None, None, 1, None),
        (EVERY, 400, None, 1, None),
        (EVERY, 404, 1.0, 1, None),
        (EVERY, 409, None, 1, None),
    ],
)
def test_the_retry_table_says_who_waits_and_how_long(
    methods: tuple[str, ...], status: int | None, retry_after: float | None, attempt: int, waits: float | None
) -> None:
    told = {method: wait_before_retry(method, status, retry_after, attempt, 1.0) for method in methods}
    assert told == dict.fromkeys(methods, waits)


def test_who_only_looks_gives_up_sooner() -> None:
    brief = Patience(reply=5.0, attempts=2, limit=2.0)
    asked: list[tuple[int | None, float | None, int]] = [(None, None, 1), (500, None, 2), (429, 2.0, 1)]
    asked.append((429, 3.0, 1))
    assert [wait_before_retry("GET", *each, 1.0, brief) for each in asked] == [0.5, None, 2.0, None]


def test_jitter_shortens_a_backoff_to_no_less_than_half() -> None:
    assert wait_before_retry("GET", 500, None, 1, jitter=0.0) == 0.25


def test_an_outage_of_ten_seconds_is_survived_whatever_the_jitter() -> None:
    assert sum(backoff(attempt, jitter=0.0) for attempt in range(1, ATTEMPTS)) > 10


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "3", "Ratelimit-Reset": "9"}, 3),
        ({"Retry-After": "0"}, 0),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Ratelimit-Reset": "9"}, 9),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT", "Ratelimit-Reset": "9"}, 9),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"Ratelimit-Reset": "1790000000"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": ""}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "1_0"}, None),
        ({"Retry-After": "\u00b2"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_only_a_number_of_seconds_counts_as_asking_to_wait(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert asked_wait(headers) == seconds


def request(client: RenderClient, method: str) -> None:
    path = "/services/srv-1"
    if method in ("GET", "DELETE"):
        {"GET": client.get, "DELETE": client.delete}[method](path)
    else:
        {"PUT": client.put, "PATCH": client.patch, "POST": client.post}[method](path, {"name": "api"})


@pytest.mark.parametrize("method", EVERY)
@pytest.mark.parametrize(
    ("refusals", "slept"),
    [
        ([reply(429, Retry_After="3")], [3.0]),
        ([reply(429, Ratelimit_Reset="4")], [4.0]),
        ([reply(429, Retry_After="3", Ratelimit_Reset="60", Ratelimit_Remaining="0")], [3.0]),
        ([reply(429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT")], [0.5]),
        ([reply(429), reply(429, Retry_After="2"), reply(429)], [0.5, 2.0, 2.0]),
    ],
)
def test_a_refused_request_goes_out_again_unchanged_after_the_time_render_asks_for(
    method: str, refusals: list[httpx.Response], slept: list[float]
) -> None:
    render = script(*refusals, reply(200, {}))
    request(render.client(), method)
    assert render.slept == slept
    sent = {(sent.method, sent.url, sent.content) for sent in render.requests}
    assert len(sent) == 1
    assert next(iter(sent))[2] == (b"" if method in ("GET", "DELETE") else b'{"name":"api"}')


@pytest.mark.parametrize("method", REPEATABLE)
def test_what_can_be_repeated_survives_failures_of_render_and_of_the_network(method: str) -> None:
    render = script(reply(503), LOST, httpx.ConnectError("refused"), reply(200, {"id": "srv-1"}))
    request(render.client(), method)
    assert render.slept == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("method", REPEATABLE)
def test_seven_failed_attempts_are_enough(method: str) -> None:
    render = script(*[reply(503)] * ATTEMPTS)
    with pytest.raises(errors.ServerError):
        request(render.client(), method)
    assert render.slept == [0.5, 1, 2, 4, 8, 8]


@pytest.mark.parametrize("failure", [LOST, httpx.ConnectError("refused"), reply(500), reply(503)])
def test_a_create_that_may_have_happened_is_not_sent_twice(failure: httpx.Response | Exception) -> None:
    render = script(failure)
    with pytest.raises(errors.UncertainError):
        request(render.client(), "POST")
    assert (len(render.requests), render.slept) == (1, [])


@pytest.mark.parametrize("method", EVERY)
def test_a_refusal_that_no_waiting_cures_is_final(method: str) -> None:
    render = script(reply(400, Retry_After="1"))
    with pytest.raises(errors.ApiError):
        request(render.client(), method)
    assert render.slept == []


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/services", "Render's hourly create limit (20 per hour)"),
        ("/key-value", "Render's hourly create limit (20 per hour)"),
        ("/services/srv-1/custom-domains", "Render's hourly limit on custom domains (50 per hour)"),
    ],
)
def test_a_wait_beyond_the_cap_is_an_error_that_names_the_limit_and_how_long(path: str, limit: str) -> None:
    headers = {"Retry-After": "3541", "Render-Request-Id": "req-7"}
    render = script(reply(429, {"message": "rate limit exceeded"}, **headers))
    with pytest.raises(errors.RateLimitError) as caught:
        render.client().post(path, {})
    assert str(caught.value) == (
        f"{limit} is used up, so POST {path} is not done: rate limit exceeded (request id req-7). "
        "Next: run again in 60 minutes, when it has refilled; finished steps are kept"
    )
    assert (caught.value.status, caught.value.request_id, caught.value.seconds) == (429, "req-7", 3541)
    assert render.slept == []


def test_a_limit_that_stays_used_up_is_an_error_in_the_end() -> None:
    render = script(*[reply(429)] * ATTEMPTS)
    with pytest.raises(errors.RateLimitError, match=r"reads \(400 per minute\).*run again in a minute, when"):
        render.client().get("/services")


@pytest.mark.parametrize(("seconds", "lines"), [("4", 0), ("5", 1)])
def test_a_wait_that_a_person_would_notice_is_said(
    seconds: str, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    script(reply(429, Retry_After=seconds), reply(200, [])).client().get("/services")
    said = capsys.readouterr().out.splitlines()
    assert said == ["render: 429 to GET /services, waiting 5 s"][:lines]
