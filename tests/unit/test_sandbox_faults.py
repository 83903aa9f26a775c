"""Faults on demand, in this process: which request a rule matches, and what is left behind."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Message

from tests.unit.sandbox_wire import KEYS, OWNER, Wire, service_body


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


def faults(wire: Wire, *rules: dict[str, Any]) -> None:
    reply = wire.send("POST", "/_sandbox/faults", json=list(rules))
    assert (reply.status_code, reply.json()) == (200, list(rules))


def statuses(wire: Wire, times: int, path: str = "/services") -> list[int]:
    return [wire.render("GET", path).status_code for _ in range(times)]


def is_cut(wire: Wire, method: str = "GET", path: str = "/services", body: Any = None) -> bool:
    try:
        wire.render(method, path, body)
    except httpx.RequestError:
        return True
    return False


def last(wire: Wire) -> dict[str, Any]:
    entry: dict[str, Any] = wire.send("GET", "/_sandbox/requests").json()[-1]
    return entry


def test_a_status_is_answered_instead_of_handling_as_often_as_told(wire: Wire) -> None:
    faults(wire, {"kind": "status", "status": 503, "times": 2})
    reply = wire.render("POST", "/services", service_body())
    assert (reply.status_code, reply.json()) == (503, {"message": "service unavailable"})
    assert reply.headers["Render-Request-Id"]
    assert wire.render("GET", "/services").status_code == 503
    assert wire.render("GET", "/services").json() == []


def test_a_429_on_demand_says_when_to_come_back(wire: Wire) -> None:
    faults(wire, {"kind": "status", "status": 429, "retryAfter": 7})
    reply = wire.render("GET", "/services")
    assert (reply.json(), reply.headers["Retry-After"]) == ({"message": "rate limit exceeded"}, "7")


def test_a_rule_strikes_only_its_method_and_its_whole_path(wire: Wire) -> None:
    faults(wire, {"kind": "status", "status": 500, "method": "GET", "path": "/v1/(services|owners)"})
    assert wire.render("GET", "/services").status_code == 500
    assert wire.render("GET", "/owners").status_code == 500
    assert wire.render("GET", f"/owners/{OWNER}").status_code == 200
    assert wire.render("POST", "/services", service_body()).status_code == 201


def test_a_rule_strikes_only_its_service(wire: Wire) -> None:
    faults(wire, {"kind": "status", "status": 500, "service": "vercel"})
    assert wire.render("GET", "/services").status_code == 200
    reply = wire.send("GET", "/vercel/v2/teams", headers={"Authorization": "Bearer any"})
    assert (reply.status_code, reply.json()["error"]["code"]) == (500, "SANDBOX_FAULT")


def test_the_first_rule_that_strikes_decides(wire: Wire) -> None:
    faults(wire, {"kind": "status", "status": 500, "times": 1}, {"kind": "status", "status": 502, "times": 1})
    assert statuses(wire, 3) == [500, 502, 200]


def test_new_rules_replace_all_earlier_ones(wire: Wire) -> None:
    faults(wire, {"kind": "status", "status": 500})
    faults(wire)
    assert statuses(wire, 1) == [200]


def test_a_share_of_the_requests_meets_a_fault_in_the_same_order_each_time(wire: Wire) -> None:
    runs = []
    for seed in (1, 1, 2):
        faults(wire, {"kind": "status", "status": 500, "share": 0.5, "seed": seed})
        runs.append(statuses(wire, 40))
    assert runs[0] == runs[1] != runs[2]
    assert 10 < runs[0].count(500) < 30
    faults(wire, {"kind": "status", "status": 500, "share": 0})
    assert set(statuses(wire, 20)) == {200}


def test_a_connection_cut_before_leaves_nothing_done(wire: Wire) -> None:
    faults(wire, {"kind": "cut_before", "method": "POST", "times": 1})
    assert is_cut(wire, "POST", "/services", service_body())
    assert last(wire)["status"] == 0
    assert last(wire)["fault"] == "cut_before"
    assert wire.render("GET", "/services").json() == []


def test_a_connection_cut_after_leaves_everything_done_and_saved(wire: Wire) -> None:
    faults(wire, {"kind": "cut_after", "method": "POST", "path": "/v1/services", "times": 1})
    assert is_cut(wire, "POST", "/services", service_body())
    entry = {"service": "render", "method": "POST", "path": "/v1/services", "status": 201}
    assert last(wire) == entry | {"n": 1, "fault": "cut_after"}
    assert "shop-api" in (wire.cloud.home / "cloud.json").read_text()
    assert len(wire.render("GET", "/services").json()) == 1
    assert "fault" not in last(wire)


def test_an_outage_ends_by_the_sandbox_clock(wire: Wire) -> None:
    faults(wire, {"kind": "outage", "seconds": 300})
    assert is_cut(wire)
    wire.cloud.clock_offset += 290
    assert is_cut(wire)
    wire.cloud.clock_offset += 10
    assert not is_cut(wire)


def test_a_young_object_is_missing_on_a_read_but_not_from_lists(wire: Wire) -> None:
    faults(wire, {"kind": "missing", "seconds": 30})
    service = wire.render("POST", "/services", service_body()).json()["service"]["id"]
    wish = {"name": "redis", "ownerId": OWNER, "plan": "starter"}
    key_value = wire.render("POST", "/key-value", wish).json()["id"]
    for path in (f"/services/{service}", f"/key-value/{key_value}"):
        reply = wire.render("GET", path)
        assert (reply.status_code, reply.json()) == (404, {"message": f"not found: {path.split('/')[2]}"})
        assert last(wire)["fault"] == "missing"
    assert len(wire.render("GET", "/services").json()) == 1
    assert wire.render("GET", f"/services/{service}/deploys").status_code == 200
    assert wire.render("PATCH", f"/services/{service}", {}).status_code == 200
    wire.cloud.clock_offset += 30
    assert wire.render("GET", f"/services/{service}").status_code == 200
    assert wire.render("GET", f"/key-value/{key_value}").status_code == 200


def test_a_held_reply_is_dropped_when_the_client_leaves_and_nothing_waits_for_it_any_more(
    wire: Wire,
) -> None:
    faults(wire, {"kind": "hold", "times": 1})
    sent: list[Message] = []

    async def leave() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"authorization", f"Bearer {KEYS['renderApiKey']}".encode()), (b"host", b"127.0.0.1")]
    scope = {"type": "http", "method": "GET", "path": "/render/v1/services", "headers": headers}
    loop = asyncio.new_event_loop()
    loop.run_until_complete(wire.app(scope | {"query_string": b"", "root_path": ""}, leave, send))
    loop.close()
    assert (sent, last(wire)["status"], last(wire)["fault"]) == ([], 200, "hold")
    faults(wire)  # would reach for the closed loop


@pytest.mark.parametrize(
    "rules",
    [
        None,
        {"kind": "cut_before"},
        [{}],
        [{"kind": "explode"}],
        [{"kind": "cut_before", "colour": "red"}],
        [{"kind": "cut_before", "seconds": 3}],
        [{"kind": "cut_before", "method": "get"}],
        [{"kind": "cut_before", "path": "("}],
        [{"kind": "cut_before", "times": 0}],
        [{"kind": "cut_before", "share": 1.5}],
        [{"kind": "status"}],
        [{"kind": "status", "status": 200}],
        [{"kind": "outage"}],
        [{"kind": "outage", "seconds": True}],
        [{"kind": "missing", "seconds": 3, "service": "atlas"}],
    ],
)
def test_rules_that_make_no_sense_are_refused_and_the_old_ones_stay(wire: Wire, rules: object) -> None:
    faults(wire, {"kind": "status", "status": 500})
    assert wire.send("POST", "/_sandbox/faults", json=rules).status_code == 400
    assert statuses(wire, 1) == [500]


def test_a_refused_rule_is_named_with_what_is_wrong_in_it(wire: Wire) -> None:
    for rules, message in (
        ([{"kind": "hold"}, {"kind": "hold", "retryAfter": 1}], "[1] of kind hold does not take retryAfter"),
        ([{"kind": "status"}], "[0] of kind status needs status"),
        ([{"kind": "hold", "share": 2}], "[0].share must be less than or equal to 1"),
    ):
        assert wire.send("POST", "/_sandbox/faults", json=rules).json() == {"message": message}
