"""A launch and its way back, cut off anywhere: the same command again completes it, or it is undone."""

from pathlib import Path

import pytest

from ops.operation.phases import Halted
from tests.unit.journal_kills import killed
from tests.unit.launch_day import CLOSED, OPEN, World

GATE, BUILD = ("PATCH", ".*/env/.*"), ("POST", "/v12/now/deployments")
ROLLBACK, PROMOTE = ("POST", ".*/rollback/.*"), ("POST", ".*/promote/.*")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


def test_a_launch_and_its_rollback(world: World) -> None:
    before = Path("Pulumi.prod.yaml").read_text()
    _, code = world.go()
    assert (code, world.stands()) == (0, OPEN)
    world.back()
    assert world.stands() == CLOSED
    assert Path("Pulumi.prod.yaml").read_text() == before


@pytest.mark.parametrize("write", [GATE, BUILD])
def test_a_launch_that_loses_a_reply_is_undone(world: World, write: tuple[str, str]) -> None:
    world.lose(*write)
    _, code = world.go()
    assert (code, world.stands()) == (1, CLOSED)


def test_a_build_whose_reply_was_lost_is_waited_for_and_left_as_soon_as_it_is_served(world: World) -> None:
    world.cloud.stage_seconds = 0.05
    world.lose(*BUILD)
    _, code = world.go()
    assert (code, world.stands()) == (1, CLOSED)
    assert [each for each in world.cloud.requests if "/rollback/" in each["path"]] != []


def test_a_launch_whose_build_fails_is_undone(world: World) -> None:
    world.control("fail-deployment", {"project": "bondigoo-platform-prod"})
    _, code = world.go()
    assert (code, world.stands()) == (1, CLOSED)


@pytest.mark.parametrize("write", [ROLLBACK, PROMOTE])
def test_a_rollback_that_loses_vercels_reply_looks_and_goes_on(world: World, write: tuple[str, str]) -> None:
    world.go()
    world.lose(*write)
    world.back()
    assert world.stands() == CLOSED


@pytest.mark.parametrize("write", [GATE, BUILD])
def test_a_rollback_whose_update_loses_a_reply_goes_on_with_the_same_command(
    world: World, write: tuple[str, str]
) -> None:
    world.go()
    world.lose(*write)
    with pytest.raises(Halted):
        world.back()
    world.back()
    assert world.stands() == CLOSED


def test_what_is_killed_anywhere_is_completed_by_the_same_command(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = {world.go: 0, world.back: 0}
    left = True
    while left:
        left = False
        for command, then in ((world.go, OPEN), (world.back, CLOSED)):
            if killed(times[command] + 1, monkeypatch, command, written=True):
                times[command] += 1
                left = True
                # The last write of all is that it is over.
                if world.journal.is_open:
                    command()
            assert world.stands() == then, times
    assert min(times.values()) >= 10


def test_a_launch_that_is_killed_anywhere_is_undone_by_a_rollback(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = 0
    while killed(times + 1, monkeypatch, world.go, written=True):
        times += 1
        world.back()
        assert world.stands() == CLOSED, times
    assert times >= 10
