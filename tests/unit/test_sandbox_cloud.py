"""What the sandbox remembers, logs and shows, whatever service is asked."""

import json
import logging
import stat
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.cloud import Cloud
from sandbox.seed import seed
from sandbox.service import Service
from tests.unit.sandbox_wire import KEYS, OWNER, Wire, service_body

STACK = {
    "render": {"ownerId": OWNER},
    "vercel": {"team": "team_" + "a" * 24},
    "atlas": {"projectId": "b" * 24},
    "database": {"cluster": "shop", "host": "shop.abcde.mongodb.net"},
}


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


def test_what_was_answered_is_on_disk_and_comes_back_after_a_restart(wire: Wire, tmp_path: Path) -> None:
    service = wire.new_service()
    (tmp_path / "credentials.json").write_text(json.dumps(KEYS))
    again = Cloud.load(tmp_path)
    assert again.render["services"][service["id"]]["name"] == "shop-api"
    assert again.stage_seconds == wire.cloud.stage_seconds


def test_the_saved_data_is_readable_by_its_owner_only(wire: Wire, tmp_path: Path) -> None:
    wire.new_service()
    assert stat.S_IMODE((tmp_path / "cloud.json").stat().st_mode) == 0o600


def test_a_request_that_changes_nothing_writes_nothing(wire: Wire, tmp_path: Path) -> None:
    wire.new_service()
    before = (tmp_path / "cloud.json").stat().st_ino
    wire.render("GET", "/services")
    assert (tmp_path / "cloud.json").stat().st_ino == before


def test_the_representation_of_the_cloud_holds_no_secret(wire: Wire) -> None:
    wire.new_service(envVars=[{"key": "TOKEN", "value": "hunter2"}])
    assert "hunter2" not in repr(wire.cloud)
    assert KEYS["renderApiKey"] not in repr(wire.cloud)


def test_requests_are_logged_with_their_genuine_path_and_without_query(wire: Wire, tmp_path: Path) -> None:
    wire.render("GET", "/services", name="shop")
    entry = {"n": 1, "service": "render", "method": "GET", "path": "/v1/services", "status": 200}
    assert wire.send("GET", "/_sandbox/requests").json() == [entry]
    assert json.loads((tmp_path / "logs" / "requests.jsonl").read_text()) == entry


def test_only_requests_after_the_last_one_seen_are_listed(wire: Wire) -> None:
    for _ in range(3):
        wire.render("GET", "/services")
    seen = wire.send("GET", "/_sandbox/requests", params={"since": 2}).json()
    assert [entry["n"] for entry in seen] == [3]


def test_request_numbers_go_on_after_a_restart(wire: Wire, tmp_path: Path) -> None:
    wire.render("GET", "/services")
    (tmp_path / "credentials.json").write_text(json.dumps(KEYS))
    again = Cloud.load(tmp_path)
    again.record("render", "GET", "/v1/services", 200)
    assert again.requests[0]["n"] == 2


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/render/v1/postgres", ["message"]),
        ("/vercel/v1/nothing", ["error", "message"]),
        ("/atlas/api/atlas/v2/nothing", ["detail"]),
    ],
)
def test_an_unknown_route_is_a_501_in_the_words_of_its_service_and_a_log_line(
    wire: Wire, caplog: pytest.LogCaptureFixture, path: str, where: list[str]
) -> None:
    reply = wire.send("GET", path)
    text = reply.json()
    for key in where:
        text = text[key]
    assert reply.status_code == 501
    assert "is not emulated" in text
    assert text in caplog.text


def test_an_unknown_method_of_a_known_path_is_a_501(wire: Wire) -> None:
    assert wire.render("PUT", "/services").status_code == 501
    assert wire.render("HEAD", "/services").status_code == 501


def test_a_fault_of_the_sandbox_is_a_500_whose_log_holds_no_value(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(request: Request) -> Response:
        raise ValueError((await request.body()).decode())

    wire = Wire(tmp_path)
    wire.app.router.routes.insert(
        0, Route("/broken", Service(wire.cloud, "render", [Route("/broken", broken, methods=["POST"])]))
    )
    with caplog.at_level(logging.ERROR):
        reply = wire.send("POST", "/broken", content="hunter2")
    assert reply.status_code == 500
    assert "ValueError" in caplog.text
    assert "hunter2" not in caplog.text + reply.text


def test_health_tells_whose_sandbox_answers(wire: Wire, tmp_path: Path) -> None:
    assert wire.send("GET", "/_sandbox/health").json()["home"] == str(tmp_path)


def test_the_clock_can_be_moved_and_slowed(wire: Wire) -> None:
    before = wire.cloud.now()
    reply = wire.send("POST", "/_sandbox/clock", json={"advance": 3600, "stageSeconds": 7})
    assert reply.json()["now"] >= before + 3600
    assert wire.cloud.stage_seconds == 7


@pytest.mark.parametrize("body", [{}, {"advance": -1}, {"advance": True}, {"forward": 1}, [], None])
def test_a_clock_request_that_makes_no_sense_is_refused(wire: Wire, body: object) -> None:
    assert wire.send("POST", "/_sandbox/clock", json=body).status_code == 400
    assert wire.cloud.clock_offset == 0


def test_seeding_makes_the_accounts_and_the_cluster_that_a_stack_file_names(wire: Wire) -> None:
    assert wire.send("POST", "/_sandbox/seed", json=[STACK]).status_code == 204
    cluster = wire.cloud.atlas["groups"]["b" * 24]["clusters"]["shop"]
    assert cluster["connectionStrings"]["standardSrv"] == "mongodb+srv://shop.abcde.mongodb.net"
    assert "team_" + "a" * 24 in wire.cloud.vercel["teams"]
    assert wire.cloud.render["owners"][OWNER]["name"] == "Shop"  # what is there stays


def test_seeding_twice_changes_nothing_and_keeps_what_happened_since(wire: Wire) -> None:
    seed(wire.cloud, [STACK])
    wire.cloud.atlas["groups"]["b" * 24]["clusters"]["shop"]["paused"] = True
    before = json.dumps(wire.cloud.atlas)
    seed(wire.cloud, [STACK, STACK])
    assert json.dumps(wire.cloud.atlas) == before


def test_a_team_that_is_named_by_its_slug_is_seeded_once(wire: Wire) -> None:
    for _ in range(2):
        seed(wire.cloud, [{"vercel": {"team": "shop"}}])
    (team,) = wire.cloud.vercel["teams"].values()
    assert team["slug"] == "shop"
    assert team["id"].startswith("team_")


def test_stacks_that_share_an_atlas_project_each_bring_their_cluster(wire: Wire) -> None:
    seed(wire.cloud, [STACK, STACK | {"database": {"cluster": "dev", "host": "dev.abcde.mongodb.net"}}])
    assert set(wire.cloud.atlas["groups"]["b" * 24]["clusters"]) == {"shop", "dev"}


def test_a_cluster_that_the_program_creates_is_not_seeded(wire: Wire) -> None:
    seed(wire.cloud, [STACK | {"database": {**STACK["database"], "ownedCluster": {"adopt": False}}}])
    assert wire.cloud.atlas["groups"]["b" * 24]["clusters"] == {}


@pytest.mark.parametrize("values", [{}, {"render": None, "atlas": {"projectId": "c" * 24}}, {"vercel": "x"}])
def test_seeding_takes_stack_files_with_missing_parts(wire: Wire, values: dict[str, object]) -> None:
    seed(wire.cloud, [values])
    assert set(wire.cloud.render["owners"]) == {OWNER}


def test_the_page_shows_services_without_their_env_values(wire: Wire) -> None:
    wire.render("POST", "/services", service_body(envVars=[{"key": "TOKEN", "value": "hunter2"}]))
    wire.stages(5)
    page = wire.send("GET", "/vendors").text
    assert "shop-api" in page
    assert "<td>live</td>" in page
    assert "hunter2" not in page


def test_the_page_escapes_what_others_wrote(wire: Wire) -> None:
    wire.new_service(branch="<script>alert(1)</script>")
    assert "<script>alert" not in wire.send("GET", "/vendors").text
