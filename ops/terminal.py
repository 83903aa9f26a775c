"""What people see: tables and findings, with boxes and colours on a terminal only.

rich is loaded where something is drawn, so that a command that draws nothing starts without it.
"""

import os
import shutil
import sys
import textwrap
from collections.abc import Sequence

from config.violations import Violation

# In a pipe a table is as wide as its values are.
_UNLIMITED = 10**6
# Where the text of a finding begins.
_UNDER = 9


def on_terminal() -> bool:
    """Whether a person reads standard output."""
    return sys.stdout.isatty()


def _coloured() -> bool:
    """Whether it may have colours: its owner has not said no (no-color.org)."""
    return on_terminal() and not os.environ.get("NO_COLOR")


def styled(text: str, style: str) -> str:
    """The text in a style of rich (`bold red`) where colours are wanted."""
    if not _coloured():
        return text
    from rich.color import ColorSystem
    from rich.style import Style

    return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)


def folded(line: str, under: int = 0) -> str:
    """A plain line, on a terminal wrapped between words, what follows `under` columns from the left.

    No word is cut, so that addresses and paths can be copied.
    """
    if not on_terminal():
        return line
    return textwrap.fill(
        line,
        shutil.get_terminal_size().columns,
        subsequent_indent=" " * under,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(head: Sequence[str], groups: Sequence[Sequence[Sequence[str]]]) -> str:
    """Rows under a head, in groups: boxed and folded on a terminal, else one line of plain columns each."""
    from rich import box
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    boxed = on_terminal()
    drawn = Table(
        *(Column(Text(name), overflow="fold", no_wrap=not boxed) for name in head),
        box=box.ROUNDED if boxed else None,
        pad_edge=boxed,
        padding=(0, 1) if boxed else (0, 2, 0, 0),
        header_style="bold" if boxed else "none",
    )
    for group in groups:
        if not boxed and len(groups) > 1:
            drawn.add_row()
        for row in group:
            drawn.add_row(*(Text(cell) for cell in row))
        drawn.add_section()
    # It is told the real stream, whose encoding may have no lines for boxes; the caller prints.
    console = Console(
        file=sys.stdout,
        force_terminal=boxed,
        color_system="standard" if _coloured() else None,
        width=None if boxed else _UNLIMITED,
    )
    with console.capture() as captured:
        console.print(drawn)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def block(violation: Violation) -> str:
    """A finding from top to bottom: level, place, what is wrong, why it matters, what to write."""
    head = styled(violation.level, "red" if violation.level == "error" else "yellow")
    where = f"{violation.file}:{violation.line}" if violation.line else violation.file
    place = styled(f"{where}: {violation.key}" if violation.key else where, "bold")
    last = "but" if violation.level == "note" and violation.unless else "do"
    rows = [("what", violation.what), ("why", violation.why), (last, violation.write)]
    told = (folded(f"  {name:6} {text}", _UNDER) for name, text in rows if text)
    return "\n".join([head, f"  {'where':6} {place}", *told])
