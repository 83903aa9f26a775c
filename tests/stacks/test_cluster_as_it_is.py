"""An owned cluster that exists: what no stack file states stays, and its address is known beforehand."""

from typing import Any

import pulumi
import pytest

from tests.conftest import StackFiles
from tests.stacks import recording
from tests.stacks.recording import Program, environment_of, run_program

OWNED = {"adopt": True, "providerName": "AWS", "regionName": "EU_CENTRAL_1", "instanceSize": "M10"}
NOT_THERE: dict[str, Any] = {
    "connectionStrings": None,
    "clusterId": None,
    "replicationSpecs": None,
    "tags": None,
}
TEN = {"instanceSize": "M10", "nodeCount": 3.0}


def found(patch: pytest.MonkeyPatch, look_up: str = "getAdvancedCluster", /, **values: Any) -> None:
    """Let a look-up find this besides what it usually finds."""
    patch.setitem(recording.FOUND, look_up, values)


def program(
    stack_files: StackFiles, stack: str = "prod", backup: dict[str, Any] | None = None, **owned: Any
) -> Program:
    """The program of a stack that owns its cluster."""
    values = stack_files[stack]
    values["database"]["ownedCluster"] = {**OWNED, **owned}
    if backup is not None:
        values["database"]["backup"] = backup
    return run_program(stack, values, environment_of(stack, values))


def test_what_people_have_set_on_a_cluster_is_said_as_it_is(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = {"team": "shop", "Infrastructure Tool": "MongoDB Atlas Terraform Provider"}
    found(
        monkeypatch,
        tags={"cost": "42"},
        labels=labels,
        pinnedFcv={"version": "7.0", "expirationDate": "2026-12-20T00:00:00Z"},
        adaptiveCapacity="DISABLED",
        clusterType="SHARDED",
    )
    inputs = program(stack_files).one("AdvancedCluster").inputs
    names = ("tags", "labels", "pinnedFcv", "adaptiveCapacity", "clusterType")
    assert {name: inputs[name] for name in names} == {
        "tags": {"cost": "42"},
        "labels": {"team": "shop"},
        "pinnedFcv": {"expirationDate": "2026-12-20T00:00:00Z"},
        "adaptiveCapacity": "DISABLED",
        "clusterType": "SHARDED",
    }


def test_nothing_is_said_where_nobody_has_set_anything(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = program(stack_files).one("AdvancedCluster").inputs
    found(monkeypatch, tags={}, labels={}, pinnedFcv=None, adaptiveCapacity="", replicationSpecs=[])
    assert program(stack_files).one("AdvancedCluster").inputs == usual


def test_further_regions_and_nodes_stay_and_the_file_says_place_and_tier_of_the_first(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = {
        "providerName": "AWS",
        "regionName": "EU_WEST_1",
        "priority": 7.0,
        "electableSpecs": {**TEN, "nodeCount": 5.0},
        "readOnlySpecs": {**TEN, "nodeCount": 0.0},
        "analyticsSpecs": {"instanceSize": "M30", "nodeCount": 1.0},
        "autoScaling": {"computeEnabled": False, "diskGbEnabled": True},
    }
    there = {
        "providerName": "GCP",
        "regionName": "WESTERN_EUROPE",
        "priority": 6.0,
        "electableSpecs": {**TEN, "nodeCount": 0.0},
        "readOnlySpecs": {**TEN, "nodeCount": 2.0},
    }
    far = {**here, "regionName": "US_EAST_1", "analyticsSpecs": None}
    found(monkeypatch, replicationSpecs=[{"regionConfigs": [here, there]}, {"regionConfigs": [far]}])
    shard, other = program(stack_files, instanceSize="M20").one("AdvancedCluster").inputs["replicationSpecs"]
    assert [region["regionName"] for region in other["regionConfigs"]] == ["US_EAST_1"]
    assert shard["regionConfigs"] == [
        {
            "providerName": "AWS",
            "regionName": "EU_CENTRAL_1",
            "priority": 7,
            "electableSpecs": {"instanceSize": "M20", "nodeCount": 5},
            "analyticsSpecs": {"instanceSize": "M30", "nodeCount": 1},
        },
        {
            "providerName": "GCP",
            "regionName": "WESTERN_EUROPE",
            "priority": 6,
            "readOnlySpecs": {"instanceSize": "M20", "nodeCount": 2},
        },
    ]


def test_a_tier_that_atlas_scales_itself_is_not_moved_back_and_said(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = {
        "providerName": "AWS",
        "regionName": "EU_CENTRAL_1",
        "priority": 7,
        "electableSpecs": {**TEN, "instanceSize": "M30"},
        "autoScaling": {"computeEnabled": True},
    }
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    found(monkeypatch, replicationSpecs=[{"regionConfigs": [region]}])
    (shard,) = program(stack_files).one("AdvancedCluster").inputs["replicationSpecs"]
    assert shard["regionConfigs"][0]["electableSpecs"] == {"instanceSize": "M30", "nodeCount": 3}
    assert said[-1] == (
        "database.ownedCluster.instanceSize: bondigoo-prod-cluster scales itself and is M30 now, so that M10 "
        "is not written: change it in Atlas, or write M30"
    )


def test_a_free_cluster_is_not_made_a_dedicated_one(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = {
        "providerName": "TENANT",
        "regionName": "EU_CENTRAL_1",
        "electableSpecs": {"instanceSize": "M0"},
    }
    found(monkeypatch, replicationSpecs=[{"regionConfigs": [region]}])
    with pytest.raises(pulumi.RunError) as caught:
        program(stack_files)
    assert str(caught.value) == (
        "database.ownedCluster: bondigoo-prod-cluster is a free or flex cluster (TENANT), which an update "
        "would make a dedicated one of: leave `ownedCluster` out, or change it in Atlas first"
    )


@pytest.mark.parametrize(("adopt", "stays"), [(True, True), (False, False)])
def test_a_protection_by_hand_stays_on_a_cluster_that_was_taken_over(
    adopt: bool, stays: bool, stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch, terminationProtectionEnabled=True)
    cluster = program(stack_files, "dev", adopt=adopt).one("AdvancedCluster")
    assert cluster.inputs["terminationProtectionEnabled"] is stays


@pytest.mark.parametrize("exists", [True, False])
def test_services_wait_for_a_cluster_only_while_it_is_being_made(
    exists: bool, stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch, **({} if exists else NOT_THERE))
    run = program(stack_files, adopt=False)
    assert "bondigoo-prod-cluster.btsivoa" in run.one("WebService").inputs["env"]["MONGODB_URI"]
    waiting = [kind for kind in ("WebService", "BackgroundWorker") if "database" in run.one(kind).depends_on]
    assert waiting == ([] if exists else ["WebService", "BackgroundWorker"])


def test_a_cluster_whose_making_was_cut_off_has_no_address_yet_and_is_waited_for(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch, connectionStrings=None, clusterId="c", tags={"cost": "42"})
    run = program(stack_files, adopt=False)
    assert "database" in run.one("WebService").depends_on
    assert run.one("AdvancedCluster").inputs["tags"] == {"cost": "42"}


def test_another_host_than_that_of_an_owned_cluster_stops_the_program(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(recording.HOSTS, "bondigoo-prod-cluster", "bondigoo-prod-cluster.other.mongodb.net")
    with pytest.raises(pulumi.RunError, match=r"but Atlas serves the cluster bondigoo-prod-cluster under"):
        program(stack_files)


def test_a_cluster_that_is_to_be_taken_over_and_is_not_there_stops_the_program(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch, **NOT_THERE)
    with pytest.raises(pulumi.RunError, match=r"cannot be read in the project 0+1; correct atlas\.projectId"):
        program(stack_files)


def test_a_schedule_keeps_the_policies_and_times_that_a_file_cannot_say(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def item(kind: str, interval: int, unit: str, value: int) -> dict[str, Any]:
        kept = {"frequencyInterval": interval, "retentionUnit": unit, "retentionValue": value}
        return {"id": "i", "frequencyType": kind, **kept}

    copy = {"regionName": "EU_WEST_1", "cloudProvider": "AWS", "frequencies": ["DAILY"], "zoneId": "z"}
    found(
        monkeypatch,
        "getCloudBackupSchedule",
        referenceHourOfDay=0.0,
        referenceMinuteOfHour=30.0,
        restoreWindowDays=5.0,
        policyItemDailies=[item("daily", 1, "days", 7)],
        policyItemWeeklies=[item("weekly", 6, "weeks", 4), item("weekly", 1, "weeks", 2)],
        policyItemMonthlies=[item("monthly", 40, "months", 12)],
        policyItemYearlies=[],
        copySettings=[copy],
        exports=[{"exportBucketId": "b", "frequencyType": "monthly"}],
        autoExportEnabled=True,
    )
    backup = {"everyHours": 12, "keepHourlyDays": 3, "keepDailyDays": 30}
    inputs = program(stack_files, backup=backup).one("CloudBackupSchedule").inputs
    assert inputs == {
        "clusterName": "bondigoo-prod-cluster",
        "projectId": "000000000000000000000001",
        "policyItemHourly": {"frequencyInterval": 12, "retentionUnit": "days", "retentionValue": 3},
        "policyItemDaily": {"frequencyInterval": 1, "retentionUnit": "days", "retentionValue": 30},
        "policyItemWeeklies": [
            {"frequencyInterval": 6, "retentionUnit": "weeks", "retentionValue": 4},
            {"frequencyInterval": 1, "retentionUnit": "weeks", "retentionValue": 2},
        ],
        "policyItemMonthlies": [{"frequencyInterval": 40, "retentionUnit": "months", "retentionValue": 12}],
        "referenceHourOfDay": 0,
        "referenceMinuteOfHour": 30,
        "restoreWindowDays": 5,
        "copySettings": [copy],
        "export": {"exportBucketId": "b", "frequencyType": "monthly"},
        "autoExportEnabled": True,
        "skipDestroy": True,
    }


def test_of_a_cluster_that_is_not_there_yet_no_schedule_is_asked_for(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch, **NOT_THERE)
    run = program(stack_files, adopt=False, backup={})
    assert not [call for call in run.calls if "CloudBackupSchedule" in call[0]]


def test_copies_are_kept_in_each_way_in_which_they_are_chosen(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = {"cloudProvider": "AWS", "zoneId": "z", "shouldCopyOplogs": False}
    daily = {"frequencyType": "daily", "retentionUnit": "days", "retentionValue": 3.0}
    on_demand = {"frequencyType": "ondemand", "retentionUnit": "", "retentionValue": 0.0}
    nothing = {"frequencies": [], "lastNumberOfSnapshots": 0.0, "copyPolicyItems": []}
    found(
        monkeypatch,
        "getCloudBackupSchedule",
        copyPolicyItemsEnabled=True,
        useOrgAndGroupNamesInExportPrefix=True,
        copySettings=[
            {**place, **nothing, "regionName": "EU_WEST_1", "lastNumberOfSnapshots": 5.0},
            {**place, **nothing, "regionName": "EU_WEST_2", "copyPolicyItems": [daily, on_demand]},
        ],
    )
    inputs = program(stack_files, backup={}).one("CloudBackupSchedule").inputs
    names = ("copyPolicyItemsEnabled", "useOrgAndGroupNamesInExportPrefix", "copySettings")
    assert {name: inputs[name] for name in names} == {
        "copyPolicyItemsEnabled": True,
        "useOrgAndGroupNamesInExportPrefix": True,
        "copySettings": [
            {**place, "regionName": "EU_WEST_1", "lastNumberOfSnapshots": 5},
            {
                **place,
                "regionName": "EU_WEST_2",
                "copyPolicyItems": [{**daily, "retentionValue": 3}, {"frequencyType": "ondemand"}],
            },
        ],
    }
