"""`ops adopt` and the cluster: what is there is said in the file, and what has no key is named."""

from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from ops.accounts import atlas
from ops.adopt import cluster
from ops.adopt.plan import Edit
from ops.state import State
from tests.unit.accounts_wire import Accounts, settings
from tests.unit.rule_cases.case import CLUSTER

NOTHING = State()


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    made = Accounts(tmp_path)
    made.used_by(monkeypatch)
    return made


def backed_up(**backup: Any) -> Settings:
    """Production's settings with a cluster that is to be taken over, and this schedule."""
    return settings(database={"ownedCluster": {**CLUSTER, "adopt": False}, "backup": backup})


def with_policies(accounts: Accounts, *items: tuple[str, int, str, int]) -> None:
    """Let production's cluster have these: how often, interval, unit and value of what is kept."""
    names = ("frequencyType", "frequencyInterval", "retentionUnit", "retentionValue")
    policy = {"id": "p", "policyItems": [dict(zip(names, item, strict=True)) for item in items]}
    groups = accounts.wire.cloud.atlas["groups"]
    groups["0" * 23 + "1"]["clusters"]["bondigoo-prod-cluster"]["_schedule"] = {"policies": [policy]}


def test_a_schedule_that_is_there_is_said_in_the_file_and_what_it_cannot_say_stays(
    accounts: Accounts,
) -> None:
    with_policies(accounts, ("hourly", 12, "days", 3), ("daily", 1, "weeks", 2), ("weekly", 6, "weeks", 4))
    plan = cluster.backups(backed_up(keepHourlyDays=9), NOTHING)
    assert plan.lines == (
        "database: the backup schedule of bondigoo-prod-cluster is taken over",
        "  ~ each 12 hours, kept 3 days; the file says the same from now on",
        "  ~ daily, kept 2 weeks; the file says the same from now on",
        "  = weekly, kept 4 weeks; stays",
    )
    assert plan.edits == (
        Edit("database.backup.everyHours", 12, after="keepHourlyDays"),
        Edit("database.backup.keepHourlyDays", 3),
        Edit("database.backup.keepDailyDays", 14, after="keepHourlyDays"),
    )
    agreed = cluster.backups(backed_up(everyHours=12, keepHourlyDays=3, keepDailyDays=14), NOTHING)
    assert agreed.edits == ()


@pytest.mark.parametrize(
    ("item", "backup"),
    [
        (("daily", 1, "months", 1), {"everyHours": 6}),
        (("hourly", 3, "days", 2), {"everyHours": 6}),
        (("daily", 1, "days", 3), {}),
    ],
)
def test_a_policy_that_the_file_cannot_say_is_named_and_left_to_a_person(
    item: tuple[str, int, str, int],
    backup: dict[str, Any],
    accounts: Accounts,
) -> None:
    with_policies(accounts, item)
    plan = cluster.backups(backed_up(**backup), NOTHING)
    assert plan.edits == ()
    assert "the file cannot say: the preview stops until `adopt: true` stands under" in plan.lines[1]


def test_a_schedule_that_is_ours_or_told_to_win_or_nobodys_is_not_mentioned(
    accounts: Accounts,
) -> None:
    with_policies(accounts, ("daily", 1, "days", 3))
    ours = State(names=frozenset({("CloudBackupSchedule", "database")}))
    made_here = State(names=frozenset({("AdvancedCluster", "database")}))
    told = backed_up(everyHours=6, adopt=True)
    cases = ((backed_up(everyHours=6), ours), (backed_up(everyHours=6), made_here), (told, NOTHING))
    for own, state in (*cases, (settings(), NOTHING)):
        assert cluster.backups(own, state).lines == ()
    with_policies(accounts)
    assert cluster.backups(backed_up(everyHours=6), NOTHING).lines == ()


def test_a_cluster_is_adopted_only_by_a_stack_that_owns_it_and_does_not_have_it(
    accounts: Accounts,
) -> None:
    assert cluster.plan(settings(), NOTHING).edits == ()
    owned = {**CLUSTER, "adopt": False, "instanceSize": "M30", "mongoDbMajorVersion": "7.0"}
    owner = settings(database={"ownedCluster": {**owned, "regionName": "EU_WEST_1"}})
    plan = cluster.plan(owner, NOTHING)
    assert plan.lines == (
        "database: the cluster bondigoo-prod-cluster is taken over; what no key of the file states stays as "
        "it is",
        "  ~ regionName: 'EU_WEST_1' => 'EU_CENTRAL_1' in the file, as the cluster has it",
        "  ~ instanceSize: 'M30' => 'M10' in the file, as the cluster has it",
        "  ~ mongoDbMajorVersion: '7.0' => '8.0' in the file, as the cluster has it",
        "  ~ termination protection: turned on, because `protect` is true",
    )
    assert plan.edits == (
        Edit("database.ownedCluster.regionName", "EU_CENTRAL_1"),
        Edit("database.ownedCluster.instanceSize", "M10"),
        Edit("database.ownedCluster.mongoDbMajorVersion", "8.0"),
        Edit("database.ownedCluster.adopt", True),
    )
    ours = State(names=frozenset({("AdvancedCluster", "database")}))
    assert cluster.plan(owner, ours).edits == ()
    assert "is this stack's already" in cluster.plan(owner, ours).lines[0]
    assert atlas.connect("0" * 23 + "1").cluster("bondigoo-prod-cluster") is not None


def test_what_the_file_has_no_word_for_is_said_and_not_written(
    accounts: Accounts,
) -> None:
    live = accounts.wire.cloud.atlas["groups"]["0" * 23 + "1"]["clusters"]["bondigoo-prod-cluster"]
    live.update(backupEnabled=False, terminationProtectionEnabled=True)
    plan = cluster.plan(settings(database={"ownedCluster": {**CLUSTER, "adopt": True}}), NOTHING)
    assert plan.lines[1:] == ("  ~ backups: turned on",)
    assert plan.edits == ()


def test_a_free_cluster_is_not_taken_over(accounts: Accounts) -> None:
    live = accounts.wire.cloud.atlas["groups"]["0" * 23 + "1"]["clusters"]["bondigoo-prod-cluster"]
    live["replicationSpecs"][0]["regionConfigs"][0]["providerName"] = "TENANT"
    plan = cluster.plan(settings(database={"ownedCluster": {**CLUSTER, "adopt": False}}), NOTHING)
    assert plan.lines == (
        "database: the cluster bondigoo-prod-cluster is not taken over: it is a free or flex one (TENANT), "
        "which an update would make a dedicated one of; leave `ownedCluster` out, or change it in "
        "Atlas first",
    )
    assert plan.edits == ()
