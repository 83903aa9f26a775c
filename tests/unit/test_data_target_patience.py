"""What may pass is tried again, for a bounded time; anything else is not."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from data.errors import Failed
from data.target import patience
from data.target.faults import Passing
from data.target.patience import patiently


class Clock:
    """Time passes by waiting only."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(patience, "time", SimpleNamespace(monotonic=clock.monotonic, sleep=clock.sleep))
    return clock


def attempts(*failures: Failed) -> tuple[list[Failed], Callable[[], str]]:
    left = list(failures)

    def attempt() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return left, attempt


def test_what_passes_is_tried_until_it_has(clock: Clock) -> None:
    _, attempt = attempts(Passing("an election"), Passing("an election"))
    assert patiently(attempt, 30.0) == "done"
    assert clock.now == 0.5


def test_what_does_not_pass_in_time_is_raised(clock: Clock) -> None:
    left, attempt = attempts(*[Passing("an election")] * 200)
    with pytest.raises(Passing, match="an election"):
        patiently(attempt, 30.0)
    assert (clock.now, len(left)) == (30.25, 78)


def test_anything_else_is_raised_at_once(clock: Clock) -> None:
    _, attempt = attempts(Failed("its disk is full"))
    with pytest.raises(Failed, match="its disk is full"):
        patiently(attempt, 30.0)
    assert clock.now == 0.0
