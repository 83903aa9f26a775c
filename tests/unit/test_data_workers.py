"""Worker processes end with their work, whoever stops it."""

import os
import secrets
import signal
from collections.abc import Callable, Iterator
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


class Item:
    """Says when it is on its way to a worker."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Callable[[Path], object], tuple[Path]]:
        (self.folder / f"sent {secrets.token_hex(8)}").touch()
        return Item, (self.folder,)


def begun(item: Item) -> None:
    (item.folder / f"begun {os.getpid()}").touch()
    signal.pause()


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_whoever_stops_it_while_its_workers_are_ended_too_does_not_wait_for_ever(tmp_path: Path) -> None:
    """As systemd does, which tells every process: one item is on its way then, and four wait."""

    def items() -> Iterator[Item]:
        yield from (Item(tmp_path) for _ in range(8))
        while len([*tmp_path.glob("sent *")]) < 4 or len(at_work := [*tmp_path.glob("begun *")]) < 3:
            pass
        for worker in at_work:
            os.kill(int(worker.name.split()[1]), signal.SIGTERM)
        raise KeyboardInterrupt

    with Workers(3) as workers, pytest.raises(KeyboardInterrupt):
        list(workers.over(begun, items()))


def deafened(_: int) -> bool:
    return {signal.SIGINT, signal.SIGHUP} <= signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_a_worker_is_deaf_to_its_terminal_from_its_first_moment_and_its_parent_is_not() -> None:
    with Workers(1) as workers:
        assert [deaf for _, deaf in workers.over(deafened, [1])] == [True]
        assert workers.beside(deafened, 1)()
    assert not deafened(1)
