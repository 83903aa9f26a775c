"""`ops data`: how far it is, for a person at a terminal and in a log."""

import io

import pytest
from rich.console import Console
from rich.progress import Progress as Drawn

from ops.data.progress import Bars, Lines, columns, progress


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_log_gets_a_line_for_each_phase_and_one_every_ten_seconds() -> None:
    said: list[str] = []
    clock = Clock()
    lines = Lines(said.append, clock)
    lines.phase("reading", 200_000_000)
    for _ in range(5):
        clock.now += 4
        lines.advance(20_000_000, 1_000)
    lines.phase("swapping", 0)
    clock.now += 0.5
    lines.end()
    lines.end()
    assert said == [
        "reading: 200.0 MB",
        "reading: 60.0 MB, 3,000 documents, 5.0 MB/s, 30%, 28 s left",
        "reading: done, 100.0 MB in 5,000 documents, 20.0 s",
        "swapping",
        "swapping: done, 0.5 s",
    ]


def test_what_is_larger_than_it_was_estimated_has_no_end_that_could_be_told() -> None:
    said: list[str] = []
    clock = Clock()
    lines = Lines(said.append, clock)
    lines.phase("reading", 1_000_000)
    clock.now += 10
    lines.advance(2_000_000, 10)
    assert said[-1] == "reading: 2.0 MB, 10 documents, 200.0 kB/s"


def test_a_terminal_shows_bars_that_end_full() -> None:
    screen = io.StringIO()
    with Drawn(*columns(), console=Console(file=screen, force_terminal=True, width=120)) as drawn:
        bars = Bars(drawn)
        bars.phase("reading", 187_000_000)
        bars.advance(90_000_000, 150_000)
        drawn.refresh()
        assert "90.0 MB of 187.0 MB" in screen.getvalue()
        assert "150,000 documents" in screen.getvalue()
        bars.phase("indexes", 0)
        bars.end()
        ended = [(task.description, task.percentage) for task in drawn.tasks]
        assert ended == [("reading", 100), ("indexes", 100)]


def test_progress_goes_to_stderr_in_lines_where_that_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress() as told:
        told.phase("reading", 1_000)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0] == "reading: 1.0 kB"
    assert err.splitlines()[1].startswith("reading: done, ")
