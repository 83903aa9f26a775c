"""Killed at any moment, the target is wholly old or wholly new after `recover`; the next run completes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.data.conftest import a_target
from tests.data.killed import MOMENTS, Moment, decisive_commands, kill, stop
from tests.data.places import Place
from tests.data.servers import Server
from tests.data.small_refresh import fill_old, leaking_refresh, recovered, refresh
from tests.data.whole import whole

AT_A_TIME = 3
# The first and the last write to the journal, and that of SWAPPING.
STOPPED: dict[tuple[Moment, int], str] = {
    ("before", 1): "old",
    ("after", 1): "old",
    ("before", 4): "old",
    ("after", 4): "swapping",
    ("before", 12): "swapping",
    ("after", 12): "new",
}
LEFT = {
    "old": "the target is as it was",
    "swapping": "old and new stand side by side there until `python -m ops data recover` finishes it",
    "new": "the target is new all the same",
}


@pytest.fixture(scope="module")
def new(staging: Server) -> dict[str, Any]:
    """What the target holds after a refresh that nobody has killed."""
    place = a_target(staging)
    fill_old(place.database)
    refresh(place.uri)
    held = whole(place.database)
    place.remove()
    return held


class Killed:
    """A target whose refresh was killed, and what it held before."""

    def __init__(self, staging: Server, new: dict[str, Any]) -> None:
        self.place, self.new = a_target(staging), new
        fill_old(self.place.database)
        self.old = whole(self.place.database)

    def is_whole_after_recover(self) -> str:
        """The outcome, proven; and that a second run completes."""
        state = recovered(self.place.uri)
        assert whole(self.place.database) == {"old": self.old, "new": self.new}[state]
        assert recovered(self.place.uri) == state
        refresh(self.place.uri, run="2")
        assert whole(self.place.database) == self.new
        self.place.remove()
        return state


def every_moment(target: Place, function: Callable[[str], object]) -> list[tuple[Moment, int]]:
    count = decisive_commands(function, target.uri)
    return [(moment, number) for number in range(1, count + 1) for moment in MOMENTS]


def test_a_refresh_killed_at_any_decisive_command_leaves_the_old_or_the_new(
    staging: Server, target: Place, new: dict[str, Any]
) -> None:
    fill_old(target.database)

    def killed(at: tuple[Moment, int]) -> str:
        one = Killed(staging, new)
        kill(*at, refresh, one.place.uri)
        return one.is_whole_after_recover()

    moments = every_moment(target, refresh)
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        states = list(threads.map(killed, moments))
    # LOADING, settled, VERIFIED, not yet SWAPPING; then SWAPPING, a write, 3 renames, 2 drops, a write, DONE.
    assert states == ["old"] * 7 + ["new"] * 17


def test_a_refresh_that_is_stopped_says_what_it_has_left(staging: Server, new: dict[str, Any]) -> None:
    def stopped(at: tuple[Moment, int]) -> str:
        one = Killed(staging, new)
        said = stop(*at, refresh, one.place.uri)
        left = next(state for state, text in LEFT.items() if said == f"stopped; {text}")
        if left != "swapping":
            assert whole(one.place.database) == {"old": one.old, "new": one.new}[left]
        assert recovered(one.place.uri) == {"old": "old"}.get(left, "new")
        one.place.remove()
        return left

    with ThreadPoolExecutor(AT_A_TIME) as threads:
        assert dict(zip(STOPPED, threads.map(stopped, STOPPED), strict=True)) == STOPPED


def test_a_run_killed_while_it_undoes_itself_leaves_the_old(target: Place) -> None:
    fill_old(target.database)
    old = whole(target.database)

    def killed(at: tuple[Moment, int]) -> None:
        kill(*at, leaking_refresh, target.uri)
        assert recovered(target.uri) == "old"
        assert whole(target.database) == old

    moments = every_moment(target, leaking_refresh)
    # LOADING, forgotten, 3 drops.
    assert len(moments) == 10
    for at in moments[2:]:
        killed(at)


def test_recovery_killed_again_and_again_still_ends_with_the_new(target: Place, new: dict[str, Any]) -> None:
    fill_old(target.database)
    kill("after", 4, refresh, target.uri)
    # Each time one rename or drop further: 3 and 2, and the journal's DONE.
    for _ in range(5):
        kill("after", 2, recovered, target.uri)
    kill("before", 2, recovered, target.uri)
    assert recovered(target.uri) == "new"
    assert whole(target.database) == new


def test_recovery_of_a_load_killed_at_any_decisive_command_ends_with_the_old(target: Place) -> None:
    fill_old(target.database)
    old = whole(target.database)
    kill("after", 2, refresh, target.uri)
    # The journal is forgotten, and each time one collection more is dropped.
    for _ in range(4):
        kill("after", 1, recovered, target.uri)
    assert recovered(target.uri) == "old"
    assert whole(target.database) == old
