"""Where the emulator used to differ from recorded exchanges with Render, and from its specification."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.unit.sandbox_wire import KEYS, OWNER, Wire, service_body

CRITERION = {"enabled": True, "percentage": 70}
SCALING = {"enabled": True, "min": 2, "max": 4, "criteria": {"cpu": CRITERION, "memory": CRITERION}}
KEY_VALUE = {"name": "shop-redis", "ownerId": OWNER, "plan": "starter"}


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


def created(wire: Wire, **changes: Any) -> str:
    """A service whose first deploy has just begun; returns its path."""
    return f"/services/{wire.render('POST', '/services', service_body(**changes)).json()['service']['id']}"


def details(wire: Wire, path: str) -> dict[str, Any]:
    found: dict[str, Any] = wire.render("GET", path).json()["serviceDetails"]
    return found


def said(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["message"]


def test_a_field_that_the_emulator_has_never_heard_of_is_a_501_wherever_it_stands(wire: Wire) -> None:
    path = f"/services/{wire.new_service()['id']}"
    store = f"/key-value/{wire.render('POST', '/key-value', KEY_VALUE).json()['id']}"
    filters: dict[str, list[str]] = {"paths": [], "ignoredPaths": [], "roots": []}
    ranges = [{"cidrBlock": "203.0.113.0/24", "description": "", "until": ""}]
    for method, where, body, field in (
        ("POST", "/services", service_body("b", colour="red"), "colour"),
        ("POST", "/services", service_body("b", details={"colour": "red"}), "serviceDetails.colour"),
        ("POST", "/services", service_body("b", buildFilter=filters), "buildFilter.roots"),
        ("PATCH", path, {"colour": "red"}, "colour"),
        ("PATCH", path, {"serviceDetails": {"colour": "red"}}, "serviceDetails.colour"),
        ("PUT", f"{path}/autoscaling", SCALING | {"speed": 1}, "autoscaling.speed"),
        ("POST", f"{path}/deploys", {"colour": "red"}, "colour"),
        ("POST", f"{path}/custom-domains", {"name": "a.shop.example", "colour": "red"}, "colour"),
        ("POST", "/key-value", KEY_VALUE | {"colour": "red"}, "colour"),
        ("PATCH", store, {"ipAllowList": ranges}, "ipAllowList[0].until"),
    ):
        assert said(wire.render(method, where, body)) == (501, f"the sandbox does not emulate {field}")


def test_what_is_not_emulated_is_a_line_in_the_log(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    wire.render("POST", "/services", service_body(colour="red", envVars=[{"key": "A", "value": "hunter2"}]))
    wire.render("GET", "/services", createdBefore="2026-01-01T00:00:00Z")
    wire.render("GET", "/metrics/cpu")
    assert [record.getMessage() for record in caplog.records if record.name == "sandbox"] == [
        "render: POST /services: the sandbox does not emulate colour",
        "render: GET /services: the sandbox does not emulate the query parameter 'createdBefore'",
        "render: GET /v1/metrics/cpu is not emulated",
    ]


def test_a_field_that_another_verb_or_type_has_is_a_400(wire: Wire) -> None:
    store = f"/key-value/{wire.render('POST', '/key-value', KEY_VALUE).json()['id']}"
    assert said(wire.render("PATCH", store, {"region": "ohio"})) == (
        400,
        "region is not a field of this request",
    )


@pytest.mark.parametrize(
    "block", ["", "office", "203.0.113.7", "203.0.113.0/33", "300.0.0.0/8", "203.0.113.0/24 "]
)
def test_a_range_that_is_none_is_refused(wire: Wire, block: str) -> None:
    body = KEY_VALUE | {"ipAllowList": [{"cidrBlock": block, "description": ""}]}
    status, message = said(wire.render("POST", "/key-value", body))
    assert (status, message.partition(" ")[0]) == (400, "ipAllowList[0].cidrBlock")
    assert wire.render("GET", "/key-value").json() == []


def test_a_filter_whose_value_does_not_exist_is_refused(wire: Wire) -> None:
    path = created(wire)
    for where, query in (
        (f"{path}/deploys", {"status": "done"}),
        (f"{path}/deploys", {"status": "live,done"}),
        ("/services", {"type": "web"}),
        ("/services", {"suspended": "yes"}),
        ("/services", {"region": "zurich"}),
        ("/services", {"env": "cobol"}),
        ("/key-value", {"region": "zurich"}),
        (f"{path}/custom-domains", {"domainType": "wildcard"}),
        (f"{path}/custom-domains", {"verificationStatus": "pending"}),
    ):
        status, message = said(wire.render("GET", where, **query))
        assert (status, message) == (400, f"invalid {next(iter(query))}"), (where, query)
    assert wire.render("GET", f"{path}/deploys", status="created,pre_deploy_failed").status_code == 200
    assert wire.render("GET", "/services", type="cron_job").json() == []


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("text/html", 406),
        ("application/xml, text/*;q=0.5", 406),
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("text/html, application/json;q=0.1", 200),
        ("application/*", 200),
        ("*/*", 200),
        ("", 200),
    ],
)
def test_who_does_not_take_json_gets_nothing(wire: Wire, accept: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {KEYS['renderApiKey']}", "Accept": accept}
    reply = wire.send("GET", "/render/v1/services", headers=headers)
    assert reply.status_code == status
    if status == 406:
        assert set(reply.json()) == {"message"}


@pytest.mark.parametrize("limit", [101, 500])
def test_a_page_has_a_hundred_entries_at_most(wire: Wire, limit: int) -> None:
    assert said(wire.render("GET", "/services", limit=limit)) == (400, "invalid limit")
    assert wire.render("GET", "/services", limit=100).status_code == 200


def test_a_build_filter_of_nulls_is_taken_and_is_none(wire: Wire) -> None:
    nothing = {"paths": None, "ignoredPaths": None}
    service = wire.new_service(buildFilter=nothing)
    assert "buildFilter" not in service
    path = f"/services/{service['id']}"
    half = {"paths": ["server/**"], "ignoredPaths": None}
    assert wire.render("PATCH", path, {"buildFilter": half}).json()["buildFilter"]["paths"] == ["server/**"]
    assert "buildFilter" not in wire.render("PATCH", path, {"buildFilter": nothing}).json()


def test_a_wildcard_domain_is_taken_and_answers_for_every_host_below_it(wire: Wire) -> None:
    path = f"/services/{wire.new_service()['id']}/custom-domains"
    (domain,) = wire.render("POST", path, {"name": "*.shop.example"}).json()
    assert (domain["name"], domain["domainType"]) == ("*.shop.example", "subdomain")
    assert wire.send("GET", "/", "eu.shop.example").status_code == 200
    assert wire.send("GET", "/", "a.eu.shop.example").status_code == 404
    assert wire.render("POST", path, {"name": "a.*.shop.example"}).status_code == 400


def test_the_number_of_instances_that_is_read_stands_still_under_autoscaling(wire: Wire) -> None:
    path = f"/services/{wire.new_service(details={'autoscaling': SCALING})['id']}"
    seen = set()
    for _ in range(4):
        seen.add(details(wire, path)["numInstances"])
        wire.cloud.clock_offset += 60
    assert seen == {1}


def test_a_web_service_has_an_open_port_once_it_is_live_and_a_worker_never(wire: Wire) -> None:
    web, worker = created(wire), created(wire, name="shop-worker", type="background_worker")
    assert details(wire, web)["openPorts"] is None
    wire.stages(5)
    port = [{"port": 10000, "protocol": "TCP"}]
    assert details(wire, web)["openPorts"] == port
    listed = {row["service"]["name"]: row["service"] for row in wire.render("GET", "/services").json()}
    assert listed["shop-api"]["serviceDetails"]["openPorts"] == port
    assert "openPorts" not in details(wire, worker)
    assert "openPorts" not in listed["shop-worker"]["serviceDetails"]


def test_a_list_shows_what_is_live_though_nobody_has_read_the_service_since(wire: Wire) -> None:
    created(wire)
    wire.stages(5)
    (row,) = wire.render("GET", "/services").json()
    assert row["service"]["serviceDetails"]["openPorts"] == [{"port": 10000, "protocol": "TCP"}]


def test_a_deploy_has_a_start_only_once_it_has_started(wire: Wire) -> None:
    path = created(wire)
    for _ in range(2):
        wire.render("POST", f"{path}/deploys", {})
    queued, canceled, running = (row["deploy"] for row in wire.render("GET", f"{path}/deploys").json())
    assert (queued["status"], "startedAt" in queued) == ("queued", False)
    assert (canceled["status"], "startedAt" in canceled) == ("canceled", False)
    assert running["startedAt"] >= running["createdAt"]
    wire.stages(4)
    assert "startedAt" in wire.render("GET", f"{path}/deploys").json()[0]["deploy"]


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_pre_deploy_command_that_was_removed_stays_as_an_empty_text(
    wire: Wire, nothing: str | None
) -> None:
    service = wire.new_service(details={"preDeployCommand": "npm run migrate"})
    path = f"/services/{service['id']}"
    removed = wire.render("PATCH", path, {"serviceDetails": {"preDeployCommand": nothing}}).json()
    assert removed["serviceDetails"]["envSpecificDetails"]["preDeployCommand"] == ""
    wire.render("POST", f"{path}/deploys", {})
    wire.stages(2)
    (newest, _) = wire.render("GET", f"{path}/deploys").json()
    assert newest["deploy"]["status"] == "update_in_progress"
    other = wire.new_service("other")["serviceDetails"]["envSpecificDetails"]
    assert "preDeployCommand" not in other


def test_writing_all_env_vars_answers_in_the_order_that_was_sent(wire: Wire) -> None:
    path = created(wire)
    sent = [{"key": key, "value": "x"} for key in ("B", "C", "A")]
    reply = wire.render("PUT", f"{path}/env-vars", sent)
    assert [entry["envVar"]["key"] for entry in reply.json()] == ["B", "C", "A"]
    listed = wire.render("GET", f"{path}/env-vars").json()
    assert [entry["envVar"]["key"] for entry in listed] == ["A", "C", "B"]
