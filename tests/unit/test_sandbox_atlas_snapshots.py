"""Snapshots at the emulated Atlas: those of the schedule by the clock, and those on demand."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.atlas_api.snapshot_times import due
from tests.unit.sandbox_wire import Wire
from tests.unit.test_sandbox_atlas_api import CLUSTER, GROUP, REGION, SCHEDULE, call, refusal

SNAPSHOTS = f"{CLUSTER}/backup/snapshots"
HOUR, DAY = 3600.0, 86400.0


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    made = Wire(tmp_path)
    strings = {"standardSrv": "mongodb+srv://shop.ab1cd.mongodb.net"}
    cluster = {"backupEnabled": True, "connectionStrings": strings}
    made.cloud.atlas["groups"] = {GROUP: {"id": GROUP, "name": "shop", "clusters": {"shop": cluster}}}
    return made


def listed(wire: Wire, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call(wire, "GET", SNAPSHOTS + query).json()["results"]
    return found


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def asked(wire: Wire, **body: Any) -> httpx.Response:
    return call(wire, "POST", SNAPSHOTS, body)


def told(wire: Wire, **body: Any) -> httpx.Response:
    return wire.send("POST", "/_sandbox/snapshots", json={"cluster": "shop", **body})


def test_a_cluster_with_backups_has_the_snapshot_that_fell_due_last(wire: Wire) -> None:
    (found,) = listed(wire)
    assert {key: found[key] for key in ("snapshotType", "status", "frequencyType", "type")} == {
        "snapshotType": "scheduled",
        "status": "completed",
        "frequencyType": "daily",
        "type": "replicaSet",
    }
    assert found["createdAt"][10:] == "T12:00:00Z"
    assert 0 <= wire.cloud.now() - at(found["createdAt"]) < DAY
    assert at(found["expiresAt"]) - at(found["createdAt"]) == 7 * DAY
    assert call(wire, "GET", f"{SNAPSHOTS}/{found['id']}").json() == found


def test_the_clock_takes_one_a_day_newest_first_and_drops_what_expired(wire: Wire) -> None:
    (first,) = listed(wire)
    wire.cloud.clock_offset += 2 * DAY
    found = listed(wire)
    days = [round((at(entry["createdAt"]) - at(first["createdAt"])) / DAY) for entry in found]
    assert days == [2, 1, 0]
    assert found[-1] == first
    wire.cloud.clock_offset += 20 * DAY
    assert len(listed(wire)) == 7


def test_the_schedule_says_when(wire: Wire) -> None:
    items = [
        {"frequencyType": "hourly", "frequencyInterval": 6, "retentionUnit": "days", "retentionValue": 2},
        {"frequencyType": "daily", "frequencyInterval": 1, "retentionUnit": "days", "retentionValue": 7},
        {"frequencyType": "weekly", "frequencyInterval": 6, "retentionUnit": "weeks", "retentionValue": 4},
        {"frequencyType": "monthly", "frequencyInterval": 40, "retentionUnit": "months", "retentionValue": 1},
    ]
    schedule = {"referenceHourOfDay": 3, "referenceMinuteOfHour": 30, "policies": [{"policyItems": items}]}
    friday = datetime(2026, 1, 30, 3, 30, tzinfo=UTC).timestamp()
    found = [
        (datetime.fromtimestamp(moment, UTC).strftime("%d %H:%M"), item["frequencyType"])
        for moment, item in due(schedule, friday, friday + DAY)
    ]
    assert found == [
        ("30 09:30", "hourly"),
        ("30 15:30", "hourly"),
        ("30 21:30", "hourly"),
        ("31 03:30", "monthly"),
    ]


def test_without_backups_or_without_a_policy_there_is_none(wire: Wire) -> None:
    call(wire, "DELETE", SCHEDULE)
    assert listed(wire) == []
    wire.cloud.atlas["groups"][GROUP]["clusters"]["shop"] = {"backupEnabled": False, "connectionStrings": {}}
    assert listed(wire) == []
    assert refusal(asked(wire)) == (400, "BACKUPS_NOT_ENABLED")


def test_a_new_cluster_has_its_first_at_once(wire: Wire) -> None:
    body = {
        "name": "fresh",
        "clusterType": "REPLICASET",
        "backupEnabled": True,
        "replicationSpecs": [{"regionConfigs": [REGION]}],
    }
    call(wire, "POST", f"/groups/{GROUP}/clusters", body)
    began = int(wire.cloud.now())
    path = f"/groups/{GROUP}/clusters/fresh/backup/snapshots"
    (found,) = call(wire, "GET", path).json()["results"]
    assert abs(at(found["createdAt"]) - began) <= 1


def test_one_on_demand_goes_through_its_states_and_no_other_beside_it(wire: Wire) -> None:
    made = asked(wire, description="before the launch", retentionInDays=3).json()
    said = {key: made[key] for key in ("snapshotType", "status", "description")}
    assert said == {"snapshotType": "onDemand", "status": "queued", "description": "before the launch"}
    assert at(made["expiresAt"]) - at(made["createdAt"]) == 3 * DAY
    seen = []
    for _ in range(3):
        seen.append(call(wire, "GET", f"{SNAPSHOTS}/{made['id']}").json()["status"])
        if seen[-1] != "completed":
            assert refusal(asked(wire)) == (409, "ON_DEMAND_SNAPSHOT_IN_PROGRESS")
        wire.stages(1)
    assert seen == ["queued", "inProgress", "completed"]
    assert listed(wire)[0]["id"] == made["id"]
    assert asked(wire).status_code == 200


def test_the_next_one_on_demand_fails_where_that_was_asked_and_the_one_after_does_not(wire: Wire) -> None:
    assert told(wire, failNext=True).json() == {"cluster": "shop", "failNext": True}
    ends = []
    for _ in range(2):
        made = asked(wire).json()
        wire.stages(2)
        ends.append(call(wire, "GET", f"{SNAPSHOTS}/{made['id']}").json()["status"])
    assert ends == ["failed", "completed"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"retentionInDays": 0}, "INVALID_ATTRIBUTE"),
        ({"retentionInDays": "3"}, "INVALID_ATTRIBUTE"),
        ({"name": "x"}, "INVALID_ATTRIBUTE"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(wire: Wire, body: dict[str, Any], code: str) -> None:
    assert refusal(asked(wire, **body)) == (400, code)


def test_below_m10_none_is_taken_on_demand(wire: Wire) -> None:
    small = {"regionConfigs": [REGION | {"electableSpecs": {"instanceSize": "M0"}}]}
    wire.cloud.atlas["groups"][GROUP]["clusters"]["shop"]["replicationSpecs"] = [small]
    assert refusal(asked(wire)) == (400, "CLUSTER_TOO_SMALL_FOR_ON_DEMAND_SNAPSHOT")


def test_a_lost_reply_has_taken_it_all_the_same(wire: Wire) -> None:
    rule = {"kind": "cut_after", "service": "atlas", "method": "POST", "times": 1}
    wire.send("POST", "/_sandbox/faults", json=[rule])
    with pytest.raises(httpx.RequestError):
        asked(wire, description="mine")
    assert listed(wire)[0]["description"] == "mine"


def test_the_newest_can_be_made_old_and_further_ones_stay_out_until_told_otherwise(wire: Wire) -> None:
    assert told(wire, newestHours=30).json() == {"cluster": "shop", "newestHours": 30}
    assert wire.cloud.now() - at(listed(wire)[0]["createdAt"]) == pytest.approx(30 * HOUR, abs=2)
    wire.cloud.clock_offset += 30 * DAY
    assert len(listed(wire)) == 1
    told(wire, newestHours=None)
    assert wire.cloud.now() - at(listed(wire)[0]["createdAt"]) < DAY


def test_they_can_be_removed(wire: Wire) -> None:
    listed(wire)
    assert told(wire, remove=True).status_code == 200
    assert listed(wire) == []
    assert told(wire).status_code == 400
    assert told(wire, remove=True, newestHours=1).status_code == 400
    assert told(wire, remove=True, failNext=True).status_code == 400
    assert wire.send("POST", "/_sandbox/snapshots", json={"cluster": "x", "remove": True}).status_code == 404


def test_a_long_list_comes_in_pages(wire: Wire) -> None:
    listed(wire)
    wire.cloud.clock_offset += 4 * DAY
    whole = [entry["id"] for entry in listed(wire)]
    reply = call(wire, "GET", f"{SNAPSHOTS}?itemsPerPage=2&pageNum=2").json()
    assert ([entry["id"] for entry in reply["results"]], reply["totalCount"]) == (whole[2:4], 5)
    assert refusal(call(wire, "GET", f"{SNAPSHOTS}?itemsPerPage=0")) == (400, "INVALID_ATTRIBUTE")
    assert refusal(call(wire, "GET", f"{SNAPSHOTS}/none")) == (404, "SNAPSHOT_NOT_FOUND")
