"""`ops doctor` on backups: on or off, how old the newest is, whether Atlas does what the stack file says."""

from pathlib import Path
from typing import Any

import pytest

from ops.doctor import atlas
from ops.doctor.check import Check
from ops.state import State
from sandbox.atlas_api.backup import DEFAULTS
from tests.unit.accounts_wire import Accounts, settings

GROUP = "000000000000000000000001"
CLUSTER = "bondigoo-prod-cluster"
OWNED = {"adopt": True, "providerName": "AWS", "regionName": "EU_CENTRAL_1", "instanceSize": "M10"}
OURS = State(names=frozenset({("CloudBackupSchedule", "database")}))
SUBJECTS = ("backups", "snapshot", "snapshots of the day", "daily snapshots")


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    made = Accounts(tmp_path)
    made.used_by(monkeypatch)
    return made


def aged(accounts: Accounts, **told: Any) -> None:
    body = {"cluster": CLUSTER, **told}
    assert accounts.wire.send("POST", "/_sandbox/snapshots", json=body).is_success


def scheduled(accounts: Accounts, *policies: tuple[str, int, str, int]) -> None:
    keys = ("frequencyType", "frequencyInterval", "retentionUnit", "retentionValue")
    items = [{**dict(zip(keys, policy, strict=True)), "id": str(n)} for n, policy in enumerate(policies)]
    cluster = accounts.wire.cloud.atlas["groups"][GROUP]["clusters"][CLUSTER]
    cluster["_schedule"] = {**DEFAULTS, "policies": [{"id": "first", "policyItems": items}]}


def looked(stack: str = "prod", state: State = OURS, **database: Any) -> list[Check]:
    found = atlas.checks(stack, settings(stack, database=database), state)
    return [check for check in found if check.what in SUBJECTS]


def said(checks: list[Check]) -> list[str]:
    return [f"{check.state} {check.what}: {check.found}" for check in checks]


@pytest.mark.proves("R39")
def test_production_hears_that_its_backups_are_on_and_how_old_the_newest_is(accounts: Accounts) -> None:
    aged(accounts, newestHours=5)
    assert said(looked()) == [
        "ok backups: are on for bondigoo-prod-cluster",
        "ok snapshot: the newest completed one is 5 h old",
    ]


@pytest.mark.proves("R39")
@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"newestHours": 25}, "the newest completed one is 25 h old"),
        ({"remove": True}, "no completed one is there"),
    ],
)
def test_a_newest_one_that_is_old_or_missing_is_to_correct(
    accounts: Accounts, told: dict[str, Any], found: str
) -> None:
    aged(accounts, **told)
    check = looked()[-1]
    assert (check.state, check.what, check.found) == ("FAIL", "snapshot", found)
    assert check.do == "take one in Atlas (Backup, Take Snapshot Now) and wait until it is completed"


def test_backups_that_are_off_are_said_once(accounts: Accounts) -> None:
    accounts.wire.cloud.atlas["groups"][GROUP]["clusters"][CLUSTER]["backupEnabled"] = False
    assert said(looked()) == ["FAIL backups: are off for bondigoo-prod-cluster"]


def test_of_the_other_environments_nobody_asks_for_a_snapshot(accounts: Accounts) -> None:
    assert said(looked("staging")) == []


HOURLY, DAILY = ("hourly", 6, "days", 2), ("daily", 1, "days", 7)


def on_schedule(accounts: Accounts, state: State = OURS, **backup: Any) -> list[Check]:
    aged(accounts, newestHours=5)
    return looked(state=state, ownedCluster=OWNED, backup=backup)[2:]


@pytest.mark.proves("R39")
def test_a_schedule_that_is_the_files_is_ok_also_in_weeks(accounts: Accounts) -> None:
    scheduled(accounts, HOURLY, ("daily", 1, "weeks", 1))
    assert said(on_schedule(accounts)) == [
        "ok snapshots of the day: each 6 hours, as `database.backup` says",
        "ok snapshots of the day: kept 2 days, as `database.backup` says",
        "ok daily snapshots: kept 7 days, as `database.backup` says",
    ]


@pytest.mark.proves("R39")
@pytest.mark.parametrize(
    ("policies", "place", "found", "key"),
    [
        (
            [("hourly", 8, "days", 2), DAILY],
            0,
            "each 8 hours at Atlas, each 6 hours",
            "everyHours",
        ),
        (
            [("hourly", 6, "days", 1), DAILY],
            1,
            "kept 1 days at Atlas, kept 2 days",
            "keepHourlyDays",
        ),
        (
            [HOURLY, ("daily", 1, "months", 1)],
            2,
            "kept 1 months at Atlas, kept 7 days",
            "keepDailyDays",
        ),
        ([HOURLY], 2, "none at Atlas, kept 7 days", "keepDailyDays"),
    ],
)
def test_a_number_that_somebody_has_changed_at_atlas_is_a_note_of_its_own(
    accounts: Accounts, policies: list[Any], place: int, found: str, key: str
) -> None:
    scheduled(accounts, *policies)
    checks = on_schedule(accounts)
    assert [check.state for check in checks] == ["note" if at == place else "ok" for at in range(3)]
    assert checks[place].found == f"{found} in the file"
    assert checks[place].do == (
        "`pulumi up --refresh --stack prod` writes the file's again; or write Atlas' as "
        f"`database.backup.{key}`"
    )


def test_before_the_first_update_another_schedule_stops_the_preview_unless_the_file_wins(
    accounts: Accounts,
) -> None:
    scheduled(accounts, ("hourly", 8, "days", 2))
    before = State()
    stops, same, missing = on_schedule(accounts, before)
    assert (stops.state, stops.found) == ("FAIL", "each 8 hours at Atlas, each 6 hours in the file")
    assert stops.do == (
        "the preview stops: write Atlas' as `database.backup.everyHours`, or `adopt: true` there to let the "
        "file's win"
    )
    assert (same.state, missing.found) == ("ok", "not there yet; an update makes it: kept 7 days")
    wins = on_schedule(accounts, before, adopt=True)[0]
    assert (wins.state, wins.do) == ("note", "an update writes the file's")
