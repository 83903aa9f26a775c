import httpx
import pytest

from render import errors, rate_limiter
from render.rate_limiter import (
    DOMAINS,
    NEW_KEY_VALUES,
    NEW_SERVICES,
    READS,
    WRITES,
    Bucket,
    bucket,
    changes_of,
)
from sandbox.render_api.limits import LIMITS
from tests.unit.render_support import reply, script

OF_SRV_1 = changes_of("srv-1")


@pytest.mark.parametrize(
    ("method", "path", "counts_against"),
    [
        ("GET", "/services", READS),
        ("GET", "/services/srv-1", READS),
        ("GET", "/services/srv-1/deploys", READS),
        ("GET", "/key-value", READS),
        ("POST", "/services", NEW_SERVICES),
        ("POST", "/key-value", NEW_KEY_VALUES),
        ("PATCH", "/services/srv-1", OF_SRV_1),
        ("POST", "/services/srv-1/deploys", OF_SRV_1),
        ("POST", "/services/srv-1/scale", OF_SRV_1),
        ("POST", "/services/srv-1/suspend", OF_SRV_1),
        ("POST", "/services/srv-1/resume", OF_SRV_1),
        ("PATCH", "/services/srv-2", changes_of("srv-2")),
        ("POST", "/services/srv-1/custom-domains", DOMAINS),
        ("POST", "/services/srv-1/custom-domains/cdm-1/verify", DOMAINS),
        ("DELETE", "/services/srv-1/custom-domains/cdm-1", WRITES),
        ("DELETE", "/services/srv-1", WRITES),
        ("PUT", "/services/srv-1/env-vars/A", WRITES),
        ("DELETE", "/services/srv-1/env-vars/A", WRITES),
        ("PATCH", "/key-value/red-1", WRITES),
        ("POST", "/key-value/red-1/suspend", WRITES),
        ("POST", "/services/srv-1/deploys/dep-1/cancel", WRITES),
    ],
)
def test_every_request_counts_against_one_limit(method: str, path: str, counts_against: Bucket) -> None:
    assert bucket(method, path) == counts_against


def test_every_limit_is_another_one() -> None:
    assert len({READS, WRITES, NEW_SERVICES, NEW_KEY_VALUES, DOMAINS, OF_SRV_1, changes_of("srv-2")}) == 7


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("reads", READS),
        ("writes", WRITES),
        ("create", NEW_SERVICES),
        ("keyValue", NEW_KEY_VALUES),
        ("domains", DOMAINS),
        ("service", OF_SRV_1),
    ],
)
def test_a_limit_is_told_as_render_keeps_it(name: str, told: Bucket) -> None:
    requests, seconds = LIMITS[name]
    assert f"({requests} per {'minute' if seconds == 60 else 'hour'})" in told.limit


def last(seconds: int) -> httpx.Response:
    """The last reply that a limit lets through until it refills."""
    return reply(200, {}, Ratelimit_Limit="400", Ratelimit_Remaining="0", Ratelimit_Reset=str(seconds))


def test_the_request_after_the_last_one_of_a_limit_waits_until_it_refills() -> None:
    render = script(last(42), reply(200, {}), reply(200, {}))
    client = render.client()
    for _ in range(3):
        client.get("/services")
    assert render.slept == [42]


def test_a_refill_that_happened_meanwhile_is_not_waited_for() -> None:
    render = script(last(42), reply(200, {}))
    client = render.client()
    client.get("/services")
    client.sleep(40)
    client.get("/services")
    assert render.slept == [40, 2]


def test_other_limits_are_not_waited_for() -> None:
    render = script(last(42), *[reply(200, {})] * 3)
    client = render.client()
    client.patch("/services/srv-1", {})
    client.get("/services/srv-1")
    client.patch("/services/srv-2", {})
    client.put("/services/srv-1/env-vars/A", {"value": "one"})
    assert render.slept == []
    render.replies.append(reply(202))
    client.post("/services/srv-1/deploys", {})
    assert render.slept == [42]


@pytest.mark.parametrize(
    "headers",
    [
        {"Ratelimit-Remaining": "1", "Ratelimit-Reset": "42"},
        {"Ratelimit-Remaining": "0"},
        {"Ratelimit-Remaining": "0", "Ratelimit-Reset": "0"},
        {"Ratelimit-Remaining": "0", "Ratelimit-Reset": "1790000000"},
        {"Ratelimit-Remaining": "none", "Ratelimit-Reset": "42"},
        {"Ratelimit-Reset": "42"},
        {},
    ],
)
def test_a_reply_that_leaves_room_or_says_nothing_readable_slows_nothing(headers: dict[str, str]) -> None:
    render = script(reply(200, {}, **headers), reply(200, {}))
    client = render.client()
    client.get("/services")
    client.get("/services")
    assert render.slept == []


def test_a_limit_that_refills_in_an_hour_is_an_error_before_anything_is_sent() -> None:
    render = script(last(3541))
    client = render.client()
    client.post("/services", {})
    with pytest.raises(errors.RateLimitError) as caught:
        client.post("/services", {})
    assert str(caught.value) == (
        "Render's hourly create limit (20 per hour) is used up, so POST /services is not done. "
        "Next: run again in 60 minutes, when it has refilled; finished steps are kept"
    )
    assert (len(render.requests), render.slept) == (1, [])


@pytest.mark.parametrize(("seconds", "slept"), [(120, [120]), (121, [])])
def test_the_longest_silent_wait_is_two_minutes(seconds: int, slept: list[float]) -> None:
    render = script(last(seconds), reply(200, {}))
    client = render.client()
    client.get("/services")
    try:
        client.get("/services")
    except errors.RateLimitError:
        assert not slept
    assert render.slept == slept


@pytest.mark.parametrize(("seconds", "lines"), [(4, 0), (5, 1)])
def test_a_wait_that_a_person_would_notice_is_said(
    seconds: int, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    client = script(last(seconds), reply(200, {})).client()
    client.get("/services")
    client.get("/services")
    said = capsys.readouterr().out.splitlines()
    assert said == ["render: Render's limit on reads (400 per minute) is used up, waiting 5 s"][:lines]


def test_one_wait_of_several_threads_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    # None of them has slept to the end yet: this clock stands still.
    limits = rate_limiter.RateLimiter(sleep=lambda seconds: None, clock=lambda: 0.0)
    limits.observe("GET", "/services", 429, {"Retry-After": "30"})
    for _ in range(3):
        limits.wait("GET", "/services")
    assert len(capsys.readouterr().out.splitlines()) == 1
    limits.observe("GET", "/services", 429, {"Retry-After": "60"})
    limits.wait("GET", "/services")
    assert "waiting 60 s" in capsys.readouterr().out


def test_a_late_reply_does_not_open_a_limit_early() -> None:
    slept: list[float] = []
    limits = rate_limiter.RateLimiter(sleep=slept.append, clock=lambda: 0.0)
    for seconds in ("30", "20"):
        limits.observe("GET", "/services", 429, {"Retry-After": seconds})
    limits.wait("GET", "/services")
    assert slept == [30]


def test_a_refusal_holds_back_the_others_of_its_limit_too() -> None:
    render = script(reply(429, Retry_After="3600"))
    client = render.client()
    with pytest.raises(errors.RateLimitError, match="60 minutes"):
        client.get("/services")
    with pytest.raises(errors.RateLimitError, match="60 minutes"):
        client.get("/key-value")
    assert len(render.requests) == 1


def test_who_only_looks_does_not_wait_for_a_limit_to_refill() -> None:
    slept: list[float] = []
    limits = rate_limiter.RateLimiter(sleep=slept.append, clock=lambda: 0.0, longest=2.0)
    limits.observe("GET", "/services", 429, {"Retry-After": "3"})
    with pytest.raises(errors.RateLimitError, match="run again in a minute"):
        limits.wait("GET", "/services")
    assert slept == []
