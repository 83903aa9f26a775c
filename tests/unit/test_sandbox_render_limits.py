"""Render's rate limits as the emulator counts them, by its own clock."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.cloud import Cloud
from tests.unit.sandbox_wire import KEYS, OWNER, Wire, service_body

NOW = 1_700_000_000.0  # 20 s into a minute of the clock, 800 s into an hour
KEY_VALUE = {"ownerId": OWNER, "plan": "starter"}


@pytest.fixture
def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wire:
    monkeypatch.setattr("time.time", lambda: NOW)
    return Wire(tmp_path)


def limits(wire: Wire, **sent: Any) -> dict[str, Any]:
    reply = wire.send("POST", "/_sandbox/limits", json=sent)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def told(reply: httpx.Response) -> tuple[str, str, str]:
    limit, remaining, reset = (reply.headers[f"Ratelimit-{key}"] for key in ("Limit", "Remaining", "Reset"))
    return limit, remaining, reset


def test_switched_off_limits_refuse_nothing_and_answer_as_the_first_of_a_window(wire: Wire) -> None:
    replies = [wire.render("POST", "/services", service_body(f"shop-{n}")) for n in range(25)]
    assert {reply.status_code for reply in replies} == {201}
    assert {told(reply) for reply in replies} == {("20", "19", "2800")}


def test_enforced_limits_count_down_and_refuse_with_the_seconds_until_the_reset(wire: Wire) -> None:
    limits(wire, enforced=True, overrides={"reads": [2, 60]})
    assert [told(wire.render("GET", "/services")) for _ in range(2)] == [("2", "1", "40"), ("2", "0", "40")]
    refused = wire.render("GET", "/owners")
    assert (refused.status_code, refused.json()) == (429, {"message": "rate limit exceeded"})
    assert told(refused) == ("2", "0", "40")
    assert refused.headers["Retry-After"] == "40"
    assert refused.headers["Render-Request-Id"]


def test_a_window_ends_with_the_minute_of_the_sandbox_clock(wire: Wire) -> None:
    limits(wire, enforced=True, overrides={"reads": [1, 60]})
    wire.render("GET", "/services")
    wire.cloud.clock_offset += 39
    assert wire.render("GET", "/services").status_code == 429
    wire.cloud.clock_offset += 1
    fresh = wire.render("GET", "/services")
    assert (fresh.status_code, told(fresh)) == (200, ("1", "0", "60"))


def test_a_refused_request_does_nothing(wire: Wire) -> None:
    limits(wire, enforced=True, overrides={"create": [0, 3600]})
    refused = wire.render("POST", "/services", service_body())
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2800")
    assert wire.render("GET", "/services").json() == []


def test_twenty_services_and_twenty_key_values_can_be_made_in_an_hour(wire: Wire) -> None:
    limits(wire, enforced=True)
    for path, body in (("/services", service_body), ("/key-value", lambda name: KEY_VALUE | {"name": name})):
        made = [wire.render("POST", path, body(f"shop-{n}")).status_code for n in range(21)]
        assert made == [201] * 20 + [429]


def test_one_bucket_per_service_is_shared_by_change_deploy_scale_suspend_and_resume(wire: Wire) -> None:
    one, two = (f"/services/{wire.new_service(name)['id']}" for name in ("one", "two"))
    limits(wire, enforced=True, overrides={"service": [5, 60]})
    steps = [
        ("PATCH", "", {"rootDir": "server"}),
        ("POST", "/deploys", {}),
        ("POST", "/scale", {"numInstances": 2}),
        ("POST", "/suspend", {}),
        ("POST", "/resume", {}),
    ]
    left = [
        wire.render(method, one + path, body).headers["Ratelimit-Remaining"] for method, path, body in steps
    ]
    assert left == ["4", "3", "2", "1", "0"]
    assert wire.render("PATCH", one, {"rootDir": ""}).status_code == 429
    assert wire.render("PATCH", two, {"rootDir": ""}).status_code == 200
    assert wire.render("PUT", f"{one}/env-vars/A", {"value": "1"}).headers["Ratelimit-Limit"] == "100"


@pytest.mark.parametrize(
    ("method", "path", "bucket"),
    [
        ("GET", "", ("400", "399", "40")),
        ("DELETE", "", ("100", "99", "40")),
        ("POST", "/restart", ("100", "99", "40")),
        ("POST", "/custom-domains", ("50", "49", "2800")),
        ("POST", "/custom-domains/a.example/verify", ("50", "49", "2800")),
        ("PATCH", "", ("10", "9", "40")),
    ],
)
def test_each_request_falls_into_the_bucket_that_was_recorded(
    wire: Wire, method: str, path: str, bucket: tuple[str, str, str]
) -> None:
    assert told(wire.render(method, f"/services/srv-none{path}", {})) == bucket


def test_a_request_without_a_valid_key_uses_up_nothing(wire: Wire) -> None:
    limits(wire, enforced=True, overrides={"reads": [2, 60]})
    for _ in range(3):
        assert wire.send("GET", "/render/v1/services").status_code == 401
    assert told(wire.render("GET", "/services")) == ("2", "1", "40")


def test_the_switch_and_the_numbers_survive_a_restart_and_setting_them_counts_anew(
    wire: Wire, tmp_path: Path
) -> None:
    limits(wire, enforced=True, overrides={"reads": [1, 60]})
    wire.render("GET", "/services")
    (tmp_path / "credentials.json").write_text(json.dumps(KEYS))
    again = Cloud.load(tmp_path)
    assert (again.limits_enforced, again.limit_overrides) == (True, {"reads": [1, 60]})
    set_again = limits(wire, enforced=True)  # what is not sent stays
    assert set_again["limits"]["reads"] == [1, 60]
    assert wire.render("GET", "/services").status_code == 200
    assert limits(wire, overrides={})["limits"]["reads"] == [400, 60]


@pytest.mark.parametrize(
    "body",
    [
        None,
        {"enforced": 1},
        {"on": True},
        {"overrides": {"everything": [1, 60]}},
        {"overrides": {"reads": [1]}},
        {"overrides": {"reads": [1, 0]}},
        {"overrides": {"reads": [-1, 60]}},
        {"overrides": {"reads": 1}},
    ],
)
def test_limits_that_make_no_sense_are_refused(wire: Wire, body: object) -> None:
    assert wire.send("POST", "/_sandbox/limits", json=body).status_code == 400
    assert (wire.cloud.limits_enforced, wire.cloud.limit_overrides) == (False, {})
