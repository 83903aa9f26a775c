"""How far it is, on stderr: bars with rate and remaining time on a terminal, else a line now and then."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Drawn
from rich.text import Text

from data.progress import Progress

EVERY_SECONDS = 10.0


@contextmanager
def progress() -> Iterator[Progress]:
    """Show a person or a log how far it is."""
    if not sys.stderr.isatty():
        lines = Lines(lambda text: print(text, file=sys.stderr, flush=True), time.monotonic)
        yield lines
        lines.end()
        return
    # Past the redaction, which passes on whole lines only; names of phases and numbers need none.
    console = Console(file=sys.__stderr__)
    with Drawn(*columns(), console=console, redirect_stdout=False, redirect_stderr=False) as drawn:
        bars = Bars(drawn)
        yield bars
        bars.end()


class Work(ProgressColumn):
    """How much of how much, at which rate, in how many documents; nothing where it is not bytes."""

    def render(self, task: Task) -> Text:
        """One line that fits beside the rest on 80 columns."""
        size, rate = task.fields["size"], task.finished_speed or task.speed
        parts = [
            f"{decimal(size)} of {decimal(max(size, task.fields['estimate']))}",
            f"{decimal(int(rate))}/s" if rate else "",
            f"{task.fields['documents']:,} documents",
        ]
        return Text("  ".join(filter(None, parts)) if size else "")


def columns() -> tuple[ProgressColumn, ...]:
    """What a bar says: phase, part, work, and time left, or taken when it is over."""
    left = TimeRemainingColumn(compact=True, elapsed_when_finished=True)
    return (TextColumn("{task.description}"), BarColumn(bar_width=10), Work(), left)


class Bars:
    """A bar for each phase, one below the other."""

    def __init__(self, drawn: Drawn) -> None:
        self._drawn = drawn
        self._task: TaskID | None = None
        self._size = self._documents = 0

    def phase(self, name: str, total: int) -> None:
        """Fill the last bar and begin another; one of unknown length (0) only moves."""
        self.end()
        self._size = self._documents = 0
        self._task = self._drawn.add_task(name, total=total or None, estimate=total, size=0, documents=0)

    def advance(self, size: int, documents: int) -> None:
        """So many bytes and documents more."""
        assert self._task is not None, "a phase comes first"
        self._size += size
        self._documents += documents
        done, documents = self._size, self._documents
        self._drawn.update(self._task, completed=done, size=done, documents=documents)

    def end(self) -> None:
        """The last phase is over; its total was an estimate."""
        if self._task is not None:
            # A bar is full when it has a length.
            full = self._size or 1
            self._drawn.update(self._task, total=full, completed=full, estimate=self._size)
            self._drawn.stop_task(self._task)


class Lines:
    """A line when a phase begins, every ten seconds, and when it ends."""

    def __init__(self, say: Callable[[str], object], clock: Callable[[], float]) -> None:
        self._say, self._clock = say, clock
        self._name: str | None = None

    def phase(self, name: str, total: int) -> None:
        """End the last one and begin another."""
        self.end()
        self._name, self._total = name, total
        self._size = self._documents = 0
        self._began = self._said = self._clock()
        self._say(f"{name}: {decimal(total)}" if total else name)

    def advance(self, size: int, documents: int) -> None:
        """So many bytes and documents more."""
        self._size += size
        self._documents += documents
        now = self._clock()
        if now - self._said >= EVERY_SECONDS:
            self._said = now
            self._say(f"{self._name}: {self._so_far(now - self._began)}")

    def end(self) -> None:
        """The last phase is over."""
        if self._name is not None:
            taken = self._clock() - self._began
            work = f"{decimal(self._size)} in {self._documents:,} documents, " if self._documents else ""
            self._say(f"{self._name}: done, {work}{taken:.1f} s")
            self._name = None

    def _so_far(self, seconds: float) -> str:
        rate = self._size / seconds
        text = f"{decimal(self._size)}, {self._documents:,} documents, {decimal(int(rate))}/s"
        if self._size and self._total > self._size:
            text += f", {self._size / self._total:.0%}, {(self._total - self._size) / rate:.0f} s left"
        return text
