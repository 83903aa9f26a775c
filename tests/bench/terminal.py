"""What a person sees: the tables on standard output."""

from rich.table import Column, Table

from sandbox.terminal import console
from tests.bench.report import Section


def show(sections: list[Section]) -> None:
    """Print each section as a table."""
    screen = console()
    for section in sections:
        screen.print(_drawn(section))


def _drawn(section: Section) -> Table:
    columns = (
        Column(name, overflow="fold", justify="right" if 1 <= place <= section.numbers else "left")
        for place, name in enumerate(section.header)
    )
    table = Table(*columns, title=section.title, title_justify="left")
    for row in section.rows:
        table.add_row(*row)
    return table
