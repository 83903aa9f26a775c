"""Worker processes end with their work, whoever stops it."""

import signal
from functools import partial
from pathlib import Path

import pytest

from data.errors import Failed
from data.workers import Workers

ROUNDS = 3_000_000


def work(folder: Path, number: int) -> None:
    """The first fails when the second is at work; that one goes on for some tenths of a second."""
    (folder / f"begun {number}").touch()
    if number == 1:
        while not (folder / "begun 2").exists():
            pass
        raise Failed("the first")
    if number == 2:
        sum(range(ROUNDS))
        (folder / "ended").touch()


def test_nothing_is_at_work_any_more_when_a_task_has_failed(tmp_path: Path) -> None:
    with Workers(2) as workers:
        with pytest.raises(Failed, match="the first"):
            list(workers.over(partial(work, tmp_path), range(1, 9)))
        assert (tmp_path / "ended").exists()


def deafened(_: int) -> bool:
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_a_worker_is_deaf_to_ctrl_c_from_its_first_moment_and_its_parent_is_not() -> None:
    with Workers(1) as workers:
        assert [deaf for _, deaf in workers.over(deafened, [1])] == [True]
        assert workers.beside(deafened, 1)()
    assert not deafened(1)
