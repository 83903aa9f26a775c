"""What is at the emulated Atlas for a while only goes by itself, by the sandbox's clock."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.unit.sandbox_wire import Wire
from tests.unit.test_sandbox_atlas_api import ACCESS, GROUP, USER, USERS, call, refusal

ENTRY: dict[str, Any] = {"cidrBlock": "203.0.113.7/32", "comment": "runner"}
PATH = f"{ACCESS}/203.0.113.7%2F32"
WEEK = 7 * 86400.0


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    made = Wire(tmp_path)
    made.cloud.atlas["groups"] = {GROUP: {"id": GROUP, "name": "shop"}}
    return made


def ahead(wire: Wire, seconds: float) -> str:
    return datetime.fromtimestamp(wire.cloud.now() + seconds, UTC).isoformat()


def test_an_entry_is_there_until_its_date_and_says_it(wire: Wire) -> None:
    date = ahead(wire, 7200)
    made = call(wire, "POST", ACCESS, [{**ENTRY, "deleteAfterDate": date}])
    assert made.status_code == 201
    assert call(wire, "GET", PATH).json() == {**ENTRY, "groupId": GROUP, "deleteAfterDate": date}
    assert call(wire, "GET", ACCESS).json()["results"] == made.json()["results"]
    wire.cloud.clock_offset += 7190
    assert call(wire, "GET", PATH).status_code == 200
    wire.cloud.clock_offset += 20
    assert call(wire, "GET", ACCESS).json()["results"] == []
    assert refusal(call(wire, "DELETE", PATH)) == (404, "ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND")


def test_a_user_is_there_until_its_date_and_one_without_a_date_stays(wire: Wire) -> None:
    date = ahead(wire, 3600)
    call(wire, "POST", USERS, {**USER, "deleteAfterDate": date})
    call(wire, "POST", USERS, {**USER, "username": "staying"})
    assert call(wire, "GET", f"{USERS}/admin/app").json()["deleteAfterDate"] == date
    wire.cloud.clock_offset += 3601
    assert [user["username"] for user in call(wire, "GET", USERS).json()["results"]] == ["staying"]


@pytest.mark.parametrize(
    ("date", "code"),
    [
        (WEEK + 60, "INVALID_DELETE_AFTER_DATE"),
        (-1.0, "INVALID_DELETE_AFTER_DATE"),
        ("tomorrow", "INVALID_ATTRIBUTE"),
        (5, "INVALID_ATTRIBUTE"),
        ("2026-11-27T12:00:00", "INVALID_ATTRIBUTE"),
    ],
)
def test_a_date_that_atlas_would_refuse_makes_nothing(wire: Wire, date: Any, code: str) -> None:
    given = ahead(wire, date) if isinstance(date, float) else date
    assert refusal(call(wire, "POST", ACCESS, [{**ENTRY, "deleteAfterDate": given}])) == (400, code)
    assert refusal(call(wire, "POST", USERS, {**USER, "deleteAfterDate": given})) == (400, code)
    assert call(wire, "GET", ACCESS).json()["results"] == []
    assert call(wire, "GET", USERS).json()["results"] == []


def test_an_entry_that_is_there_takes_another_date(wire: Wire) -> None:
    call(wire, "POST", ACCESS, [{**ENTRY, "deleteAfterDate": ahead(wire, 60)}])
    call(wire, "POST", ACCESS, [{**ENTRY, "deleteAfterDate": ahead(wire, WEEK)}])
    wire.cloud.clock_offset += WEEK - 1
    assert call(wire, "GET", PATH).status_code == 200


def test_an_entry_is_in_force_after_a_stage_and_one_that_was_there_at_once(wire: Wire) -> None:
    wire.cloud.atlas["groups"][GROUP]["accessList"] = {"10.0.0.0/8": {"cidrBlock": "10.0.0.0/8"}}
    call(wire, "POST", ACCESS, [ENTRY])
    assert call(wire, "GET", f"{PATH}/status").json() == {"STATUS": "PENDING"}
    wire.stages(1)
    assert call(wire, "GET", f"{PATH}/status").json() == {"STATUS": "ACTIVE"}
    assert call(wire, "GET", f"{ACCESS}/10.0.0.0%2F8/status").json() == {"STATUS": "ACTIVE"}
    unknown = call(wire, "GET", f"{ACCESS}/10.1.0.0%2F16/status")
    assert refusal(unknown) == (404, "ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND")
