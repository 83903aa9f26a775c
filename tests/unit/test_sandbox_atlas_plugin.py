"""The stand-in for Atlas' plugin plans from the state, as the real one does (seen with 4.14)."""

from collections.abc import Iterator
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from tests.unit.plugin_plans import CLUSTER, DAILY, GROUP, PLAN, SCHEDULE, TWO
from tests.unit.plugin_process import Made, Plugin, Served, Server
from tests.unit.sandbox_wire import Wire

# Without the tags, which nobody states.
PLAIN = {key: value for key, value in TWO.items() if key != "tags"}
WEEKLY = {"frequencyType": "weekly", "frequencyInterval": 6, "retentionUnit": "weeks", "retentionValue": 4}


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Wire:
    return Wire(tmp_path_factory.mktemp("sandbox"))


@pytest.fixture(scope="module")
def atlas(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plugin]:
    server = Server(wire)
    home = tmp_path_factory.mktemp("pulumi-home")
    with Served(home, server.environment()) as served, served.run("mongodbatlas") as plugin:
        yield plugin.configure()
    server.stop()


@pytest.fixture(autouse=True)
def clusters(wire: Wire) -> dict[str, Any]:
    """The clusters that Atlas holds, by name."""
    held: dict[str, Any] = {
        "shop": {"backupEnabled": True, "connectionStrings": {"standardSrv": "mongodb+srv://shop"}}
    }
    wire.cloud.atlas["groups"] = {GROUP: {"id": GROUP, "name": "shop", "clusters": held}}
    return held


def change(plugin: Plugin, made: Made, inputs: dict[str, Any]) -> dict[str, str]:
    """What an update would change, by path; "" for a change that is not marked."""
    return plugin.diff(made.kind, made.inputs, inputs, made.state)


def planned(plugin: Plugin, made: Made, inputs: dict[str, Any]) -> dict[str, Any]:
    """The outputs of an update's preview."""
    return plugin.update(made, inputs, preview=True).state


def test_any_change_of_a_cluster_leaves_its_addresses_open_in_a_preview(atlas: Plugin) -> None:
    made = atlas.create(CLUSTER, TWO)
    found = planned(atlas, made, {**TWO, "backupEnabled": True})
    volatile = ("connectionStrings", "mongoDbVersion", "stateName")
    assert [found[key] for key in volatile] == [UNKNOWN] * 3
    assert found["clusterId"] == made.state["clusterId"]


@pytest.mark.parametrize("kind", ["tags", "labels"])
def test_what_was_added_by_hand_is_a_change_that_nobody_marks_and_an_update_takes_it_away(
    kind: str, atlas: Plugin, clusters: dict[str, Any]
) -> None:
    made = atlas.create(CLUSTER, PLAIN)
    clusters["two"][kind] = [{"key": "cost", "value": "42"}]
    found = atlas.read(made)
    assert (found.identity, kind in found.inputs) == ("missing ID", False)
    assert change(atlas, found, PLAIN) == {"": "UPDATE"}
    assert change(atlas, found, {**PLAIN, kind: {"cost": "42"}}) == {}
    atlas.update(found, PLAIN)
    assert clusters["two"][kind] == []


def test_what_is_computed_stays_where_nobody_states_it(atlas: Plugin, clusters: dict[str, Any]) -> None:
    made = atlas.create(CLUSTER, PLAIN)
    region = clusters["two"]["replicationSpecs"][0]["regionConfigs"][0]
    region["electableSpecs"]["diskSizeGB"] = 80
    region["autoScaling"]["compute"]["maxInstanceSize"] = "M40"
    clusters["two"]["pitEnabled"] = True
    stated = {"instanceSize": "M20", "nodeCount": 3}
    smaller = {"providerName": "AWS", "regionName": "EU_CENTRAL_1", "priority": 7, "electableSpecs": stated}
    inputs = {**PLAIN, "replicationSpecs": [{"regionConfigs": [smaller]}]}
    found = atlas.read(made)
    path = "replicationSpecs[0].regionConfigs[0].electableSpecs.instanceSize"
    assert change(atlas, found, inputs) == {path: "UPDATE"}
    atlas.update(found, inputs)
    region = clusters["two"]["replicationSpecs"][0]["regionConfigs"][0]
    assert region["electableSpecs"] == {**stated, "diskSizeGB": 80, "diskIOPS": 3000}
    assert region["autoScaling"]["compute"]["maxInstanceSize"] == "M40"
    assert clusters["two"]["pitEnabled"] is True


def test_a_cluster_is_written_only_where_the_plan_differs_from_the_state(
    atlas: Plugin, wire: Wire, clusters: dict[str, Any]
) -> None:
    made = atlas.create(CLUSTER, PLAIN)
    clusters["two"]["pitEnabled"] = True
    for further, writes in (
        ({}, set()),
        ({"deleteOnCreateTimeout": False}, set()),
        ({"paused": True}, {"two"}),
    ):
        before = len(wire.cloud.requests)
        atlas.update(made, {**PLAIN, **further})
        sent = [entry for entry in wire.cloud.requests[before:] if entry["method"] == "PATCH"]
        assert {entry["path"].rpartition("/")[2] for entry in sent} - {"processArgs"} == writes
    assert clusters["two"]["pitEnabled"] is True


def by_hand(clusters: dict[str, Any]) -> None:
    """Somebody has set the cluster's schedule."""
    items = [{**DAILY, "frequencyType": "daily"}, WEEKLY]
    clusters["shop"]["_schedule"] = {
        "referenceHourOfDay": 3,
        "referenceMinuteOfHour": 30,
        "restoreWindowDays": 5,
        "copySettings": [{"regionName": "EU_WEST_1"}],
        "policies": [{"id": "p", "policyItems": items}],
    }


def test_making_a_schedule_deletes_all_that_the_cluster_had(atlas: Plugin, clusters: dict[str, Any]) -> None:
    by_hand(clusters)
    atlas.create(SCHEDULE, {"projectId": GROUP, "clusterName": "shop", "policyItemDaily": DAILY})
    schedule = clusters["shop"]["_schedule"]
    kinds = [item["frequencyType"] for item in schedule["policies"][0]["policyItems"]]
    assert (kinds, schedule["referenceHourOfDay"]) == (["daily"], 12)
    assert (schedule["restoreWindowDays"], schedule["copySettings"]) == (7, [])


def test_an_update_of_a_schedule_writes_the_times_of_the_state_and_drops_policies_nobody_states(
    atlas: Plugin, clusters: dict[str, Any]
) -> None:
    inputs = {"projectId": GROUP, "clusterName": "shop", "policyItemDaily": DAILY}
    made = atlas.create(SCHEDULE, inputs)
    by_hand(clusters)
    atlas.update(made, {**inputs, "policyItemDaily": {**DAILY, "retentionValue": 9}})
    schedule = clusters["shop"]["_schedule"]
    assert [item["retentionValue"] for item in schedule["policies"][0]["policyItems"]] == [9]
    assert (schedule["referenceHourOfDay"], schedule["restoreWindowDays"]) == (12, 7)


def test_a_schedule_that_is_stated_as_it_is_needs_no_change(atlas: Plugin, clusters: dict[str, Any]) -> None:
    made = atlas.create(SCHEDULE, PLAN)
    by_hand(clusters)
    found = atlas.read(made)
    weekly = {key: WEEKLY[key] for key in DAILY}
    times = {"referenceHourOfDay": 3, "referenceMinuteOfHour": 30, "restoreWindowDays": 5}
    as_it_is = {
        **PLAN,
        **times,
        "policyItemWeeklies": [weekly],
        "copySettings": [{"regionName": "EU_WEST_1"}],
    }
    assert change(atlas, found, as_it_is) == {}
    assert change(atlas, found, PLAN) == {"": "UPDATE"}


def test_the_look_up_of_a_schedule_shows_all_that_a_create_would_take_away(
    atlas: Plugin, clusters: dict[str, Any]
) -> None:
    by_hand(clusters)
    clusters["shop"]["_schedule"]["export"] = {"exportBucketId": "b", "frequencyType": "monthly"}
    look_up = "mongodbatlas:index/getCloudBackupSchedule:getCloudBackupSchedule"
    found = atlas.invoke(look_up, {"projectId": GROUP, "clusterName": "shop"})
    assert [item["frequencyInterval"] for item in found["policyItemWeeklies"]] == [6]
    shown = {key: found[key] for key in ("referenceHourOfDay", "referenceMinuteOfHour", "restoreWindowDays")}
    assert shown == {"referenceHourOfDay": 3, "referenceMinuteOfHour": 30, "restoreWindowDays": 5}
    assert found["copySettings"] == [{"regionName": "EU_WEST_1"}]
    assert found["exports"] == [{"exportBucketId": "b", "frequencyType": "monthly"}]
