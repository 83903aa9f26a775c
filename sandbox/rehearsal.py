"""Bringing the environments up and down in the sandbox, with the real `pulumi`."""

import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console
from rich.table import Column, Table

from sandbox import process
from sandbox.home import Home, SandboxError
from sandbox.project import STACKS
from sandbox.session import Session, attach, prepare
from sandbox.standing import all_moved

# Into a pipe or a file a table is written whole; on a terminal its cells fold.
PIPE_WIDTH = 200
console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def chosen(stacks: Sequence[str]) -> list[str]:
    """The stacks to work on in deploy order, all of them when none is named."""
    unknown = [stack for stack in stacks if stack not in STACKS]
    if unknown:
        known = ", ".join(STACKS)
        raise SandboxError(f"'{unknown[0]}' is not an environment of this program; choose one of {known}")
    return [stack for stack in STACKS if stack in (stacks or STACKS)]


def up(home: Home, stacks: Sequence[str], *, with_redis: bool = False, with_data: bool = False) -> None:
    """Bring stacks up in deploy order and print what they are.

    `with_redis` starts every Key Value too, `with_data` every cluster, with people in production's database.
    """
    wanted = chosen(stacks)
    if with_data:
        # Imported where it is used: nothing else here needs the driver of MongoDB and the makers of people.
        from sandbox.clusters.filled import have_mongod, start_filled

        home.prepare()
        have_mongod(home)
    session = prepare(home)
    if away := all_moved(home, {stack: session.stack_files[stack] for stack in wanted}):
        raise SandboxError("\nerror: ".join(away))
    existing = session.stacks()
    for stack in wanted:
        # What this stack adopts may be inside what the one before has made.
        session.seed()
        began = time.monotonic()
        console.print(f"[bold]{stack}[/bold]: pulumi up")
        if stack not in existing:
            session.pulumi("stack", "init", stack, quiet=True)
        session.pulumi("up", "--stack", stack, "--yes", "--skip-preview", "--suppress-outputs")
        console.print(f"[bold]{stack}[/bold]: up after {time.monotonic() - began:.0f} s\n")
    console.print(_table(session, wanted))
    if with_redis:
        for each in session.start_key_values():
            state = f"answers on {home.key_values_url}" if each["running"] else f"is {each['status']}"
            console.print(f"Key Value {each['name']} ({each['id']}): {state}")
    if with_data:
        for line in start_filled(session):
            console.print(line)
    console.print(f"everything in one page: {home.url}")


def down(home: Home, stacks: Sequence[str]) -> None:
    """Destroy stacks, the last that came up first; with all of them the server stops too."""
    wanted = chosen(stacks)
    if home.project.exists():
        session = attach(home, {})
        existing = session.stacks()
        for stack in reversed([stack for stack in wanted if stack in existing]):
            console.print(f"[bold]{stack}[/bold]: pulumi destroy")
            # Production's protection is meant for real data; here is none.
            session.unprotect()
            session.pulumi("state", "unprotect", "--all", "--yes", "--stack", stack, quiet=True)
            session.pulumi("destroy", "--stack", stack, "--yes", "--skip-preview", "--suppress-outputs")
            session.pulumi("stack", "rm", stack, "--yes", "--preserve-config", quiet=True)
    if not stacks:
        process.stop(home)
        console.print("nothing is left running")


def _table(session: Session, stacks: Sequence[str]) -> Table:
    """One row for each environment, or one column where the terminal is too narrow for that."""
    keys = ("frontendUrl", "apiUrl", "worker", "redis", "database", "launched")
    header = ("environment", "frontend", "API", "worker", "Redis", "database", "launched")
    with ThreadPoolExecutor() as pool:
        outputs = pool.map(session.outputs, stacks)
    rows = [
        (stack, *(_cell(found.get(key)) for key in keys))
        for stack, found in zip(stacks, outputs, strict=True)
    ]
    table = _filled(header, rows)
    # Measured against a width that fits everything: against its own, a console never finds a table too wide.
    wide = console.options.update(max_width=PIPE_WIDTH)
    if console.measure(table, options=wide).maximum > console.width:
        first, *others = zip(header, *rows, strict=True)
        return _filled(first, others)
    return table


def _filled(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(*(Column(name, overflow="fold") for name in header))
    for row in rows:
        table.add_row(*row)
    return table


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).removeprefix("https://")
