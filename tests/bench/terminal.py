"""What a person sees: the tables on standard output."""

import sys

from rich.console import Console
from rich.table import Column, Table

from sandbox.rehearsal import PIPE_WIDTH
from tests.bench.report import Section


def show(sections: list[Section]) -> None:
    """Print each section as a table."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    for section in sections:
        console.print(_drawn(section))


def _drawn(section: Section) -> Table:
    columns = (
        Column(name, overflow="fold", justify="right" if 1 <= place <= section.numbers else "left")
        for place, name in enumerate(section.header)
    )
    table = Table(*columns, title=section.title, title_justify="left")
    for row in section.rows:
        table.add_row(*row)
    return table
