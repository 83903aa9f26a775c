"""The backup before a refresh: which snapshot it is, that it is completed, and that none is taken twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import Refused
from ops.accounts import AccountError, atlas
from ops.accounts.backups import UNDER_WAY
from ops.data import backup
from ops.data.backup import Backup, backed_up, chosen, described
from ops.data.waiting import Clock
from tests.unit.accounts_wire import ENVIRON, Accounts
from tests.unit.sandbox_wire import STAGE

GROUP = "000000000000000000000001"
CLUSTER = "bondigoo-prod-cluster"
HOUR = 3600.0


class World:
    """Production's cluster at the emulated Atlas; every pause lets a stage of a snapshot pass."""

    def __init__(self, home: Path) -> None:
        self.accounts = Accounts(home)
        self.account = atlas.connect(GROUP, ENVIRON, self.accounts.transport)
        self.told: list[str] = []
        self.pauses: list[float] = []
        self.meanwhile: Callable[[], object] = lambda: self.accounts.wire.stages(1)

    def clock(self) -> Clock:
        return Clock(self.accounts.wire.cloud.now, self._pause, self.told.append)

    def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.accounts.wire.cloud.clock_offset += seconds
        self.meanwhile()

    def backup(self, within_hours: int | None = None, run: str = "1") -> Backup:
        return backed_up(self.account, CLUSTER, described(run), within_hours, self.clock())

    def on_demand(self) -> list[Any]:
        return [each for each in self.account.snapshots(CLUSTER) if each["snapshotType"] == "onDemand"]

    def control(self, path: str, body: Any) -> None:
        assert self.accounts.wire.send("POST", f"/_sandbox/{path}", json=body).is_success

    def cluster(self) -> Any:
        return self.accounts.wire.cloud.atlas["groups"][GROUP]["clusters"][CLUSTER]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.mark.proves("R41")
def test_without_an_age_a_new_snapshot_is_taken_and_waited_for(world: World) -> None:
    made = world.backup()
    (taken,) = world.on_demand()
    assert made == Backup(taken["id"], datetime.fromisoformat(taken["createdAt"]), "onDemand")
    assert (taken["status"], taken["description"]) == ("completed", "data refresh 1")
    assert world.told == [
        f"backup: the snapshot {made.id} is queued",
        f"backup: the snapshot {made.id} is inProgress",
        f"backup: the snapshot {made.id} is of {made.created_at:%Y-%m-%d %H:%M} UTC (onDemand)",
    ]


@pytest.mark.proves("R39", "R41")
@pytest.mark.parametrize(("hours", "kind"), [(23.9, "scheduled"), (24.1, "onDemand")])
def test_a_scheduled_one_is_enough_while_it_is_young_enough(world: World, hours: float, kind: str) -> None:
    world.control("snapshots", {"cluster": CLUSTER, "newestHours": hours})
    made = world.backup(within_hours=24)
    assert (made.kind, len(world.on_demand())) == (kind, int(kind == "onDemand"))


def test_after_a_kill_the_same_run_finds_its_snapshot_again(world: World) -> None:
    taken = world.account.take_snapshot(CLUSTER, described("1"), 7)
    assert world.backup().id == taken["id"]
    assert world.backup().id == taken["id"]
    assert world.backup(run="2").id != taken["id"]


def test_one_that_somebody_else_has_asked_for_is_waited_for_and_used(world: World) -> None:
    theirs = world.account.take_snapshot(CLUSTER, "before the release", 30)
    assert world.backup().id == theirs["id"]
    assert len(world.on_demand()) == 1


def test_one_that_somebody_asks_for_after_the_list_was_read_is_waited_for_too(world: World) -> None:
    class Late(atlas.Atlas):
        asked = 0

        def snapshots(self, cluster: str) -> list[Any]:
            found = super().snapshots(cluster)
            if not self.asked:
                world.account.take_snapshot(cluster, "before the release", 30)
            self.asked += 1
            return found

    late = Late(world.account._api, GROUP)
    made = backed_up(late, CLUSTER, described("1"), None, world.clock())
    assert [each["id"] for each in world.on_demand()] == [made.id]


def test_one_that_fails_is_one_line_and_the_next_time_another_is_taken(world: World) -> None:
    world.control("snapshots", {"cluster": CLUSTER, "failNext": True})
    with pytest.raises(Refused) as caught:
        world.backup()
    (failed,) = world.on_demand()
    assert str(caught.value) == (
        f"backup: the snapshot {failed['id']} is failed; Atlas says why under Backup; run this again, which "
        "takes another"
    )
    assert world.backup().id != failed["id"]


def test_one_that_does_not_end_is_given_up_and_waited_for_the_next_time(world: World) -> None:
    world.accounts.wire.cloud.stage_seconds = 10 * STAGE
    world.meanwhile = lambda: None
    with pytest.raises(Refused, match="is still queued after 60 min; run this again, which goes on waiting"):
        world.backup()
    assert (world.pauses[:6], set(world.pauses[6:])) == ([0.5, 1.0, 2.0, 4.0, 8.0, 15.0], {15.0})
    assert sum(world.pauses) == pytest.approx(3600, abs=16)
    world.accounts.wire.stages(20)
    assert world.backup().id == world.on_demand()[0]["id"]


def test_what_atlas_does_not_answer_while_it_is_waited_for_is_asked_again(world: World) -> None:
    def outage() -> None:
        world.accounts.wire.stages(2)
        rule = {"kind": "status", "status": 503, "service": "atlas", "method": "GET", "times": 1}
        world.control("faults", [rule])
        world.meanwhile = lambda: None

    world.meanwhile = outage
    assert world.backup().kind == "onDemand"
    assert "answered 503" in world.told[1]


def test_one_that_is_deleted_meanwhile_is_one_line(world: World) -> None:
    world.meanwhile = lambda: world.control("snapshots", {"cluster": CLUSTER, "remove": True})
    with pytest.raises(Refused, match="is gone; run this again, which takes another"):
        world.backup()


def test_a_key_that_is_not_accepted_is_asked_no_second_time(world: World) -> None:
    def refused() -> None:
        rule = {"kind": "status", "status": 403, "service": "atlas", "method": "GET"}
        world.control("faults", [rule])

    world.meanwhile = refused
    with pytest.raises(AccountError, match="answered 403"):
        world.backup()
    assert len(world.pauses) == 1


@pytest.mark.proves("R39", "R41")
@pytest.mark.parametrize(
    ("size", "enabled", "reason"),
    [("M10", False, "are off for bondigoo-prod-cluster"), ("M0", True, "begin with M10, and .* is M0")],
)
def test_a_cluster_without_backups_is_refused_with_the_way_out(
    world: World, size: str, enabled: bool, reason: str
) -> None:
    world.cluster()["backupEnabled"] = enabled
    world.cluster()["replicationSpecs"][0]["regionConfigs"][0]["electableSpecs"]["instanceSize"] = size
    with pytest.raises(Refused, match=rf"cloud backups {reason}; .* \(--archive\)$"):
        world.backup(within_hours=24)
    assert world.on_demand() == []


def test_a_cluster_that_is_not_there_is_refused(world: World) -> None:
    del world.accounts.wire.cloud.atlas["groups"][GROUP]["clusters"][CLUSTER]
    with pytest.raises(Refused, match=f"the cluster {CLUSTER} is not there"):
        world.backup()


NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SNAPSHOT = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["queued", "inProgress", "completed", "failed"]),
        "createdAt": st.integers(0, 100).map(lambda h: (NOW - timedelta(hours=h)).isoformat()),
        "description": st.sampled_from(["data refresh 1", "data refresh 2", "by hand"]),
    }
)


@given(st.lists(SNAPSHOT, max_size=6), st.none() | st.integers(1, 50))
def test_what_is_chosen_is_ours_or_young_or_under_way_and_never_failed(
    snapshots: list[dict[str, Any]], within: int | None
) -> None:
    def hours(snapshot: dict[str, Any]) -> float:
        return (NOW - datetime.fromisoformat(snapshot["createdAt"])).total_seconds() / HOUR

    def is_fit(snapshot: dict[str, Any]) -> bool:
        if snapshot["status"] == "completed":
            young = within is not None and hours(snapshot) <= within
            return young or snapshot["description"] == described("1")
        return snapshot["status"] in UNDER_WAY

    found = chosen(snapshots, described("1"), within, NOW.timestamp())
    assert (found is None) == (not any(map(is_fit, snapshots)))
    assert found is None or is_fit(found)


def test_nothing_outlives_its_use_by_more_than_a_week() -> None:
    assert backup.RETENTION_DAYS == 7
