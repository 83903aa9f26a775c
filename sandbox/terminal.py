"""What people see of a rehearsal: a line that is redrawn on a terminal, plain lines in a pipe, tables."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich import box
from rich.console import Console
from rich.live import Live
from rich.table import Column, Table
from rich.text import Text

# Into a pipe or a file a table is written whole; on a terminal its cells fold.
PIPE_WIDTH = 200
_REDRAWN_PER_SECOND = 4


def console() -> Console:
    """Standard output: escapes only where a person reads it, colours where the person wants them."""
    terminal = sys.stdout.isatty()
    return Console(
        highlight=False,
        force_terminal=terminal,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        width=None if terminal else PIPE_WIDTH,
    )


def say(text: str) -> None:
    """Print a line at once, so that whoever follows a log sees it when it is true."""
    print(text, flush=True)


@contextmanager
def busy(name: str, doing: str, waits_for: Callable[[], str]) -> Iterator[None]:
    """Show what is at work: redrawn with its seconds and what it waits for, or said once in a pipe."""
    screen = console()
    if not screen.is_terminal:
        say(f"{name}: {doing}")
        yield
        return
    began = time.monotonic()

    def line() -> Text:
        waiting = waits_for()
        now = f"waiting for {waiting}" if waiting else doing
        text = f"{name}  {time.monotonic() - began:.0f} s  {now}"
        return Text(text, no_wrap=True, overflow="ellipsis", end="")

    with Live(get_renderable=line, console=screen, transient=True, refresh_per_second=_REDRAWN_PER_SECOND):
        yield


def show_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under a header, or one column for each row where the terminal is too narrow for that."""
    screen = console()
    table = _table(screen, header, rows)
    # Measured against a width that fits everything: against its own, a console never finds a table too wide.
    wide = screen.options.update(max_width=PIPE_WIDTH)
    if screen.measure(table, options=wide).maximum > screen.width:
        first, *others = zip(header, *rows, strict=True)
        table = _table(screen, first, others)
    with screen.capture() as captured:
        screen.print(table)
    # Without the box's empty lines at top and bottom.
    for line in filter(str.strip, captured.get().splitlines()):
        say(line.rstrip())


def _table(screen: Console, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    drawn = box.SIMPLE_HEAD if screen.is_terminal else None
    columns = (Column(Text(name), overflow="fold") for name in header)
    table = Table(*columns, box=drawn, pad_edge=False, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
