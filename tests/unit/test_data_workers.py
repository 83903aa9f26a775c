"""Worker processes end with their work, whoever stops it."""

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
