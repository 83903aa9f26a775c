"""The DNS records that the sites and APIs need, beside what DNS answers today.

    python -m ops dns                                   all three environments
    python -m ops dns --stack prod --format bind        for the file of a zone

Targets are read from Vercel and Render and never guessed; the zone itself is kept elsewhere and not touched.
In a rehearsal nobody is asked what DNS answers, unless --resolver names a server on this machine. Exit code:
0 every record is as it should be (or nobody was asked), 1 something is to be entered or corrected, 2 it
cannot be told.
"""

import argparse
import os
import sys
from pathlib import Path

from config.parse import read_stack_files
from config.settings import Settings
from config.stacks import STACKS
from config.vendors import is_rehearsal
from config.violations import SettingsError
from ops.accounts import vercel
from ops.accounts.http import AccountError
from ops.dns import formats
from ops.dns.lookup import Resolver
from ops.dns.records import of_stack
from ops.dns.verdict import Verdict, judged, unasked
from render.errors import RenderError
from render.session import from_environment

FORMATS = {"table": formats.table, "json": formats.document, "bind": formats.bind}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `dns`."""
    parser.add_argument("--stack", choices=STACKS, help="one environment only")
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    parser.add_argument(
        "--resolver", metavar="HOST[:PORT]", help="the name server to ask (default: the system's)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the records."""
    stacks = [arguments.stack] if arguments.stack else list(STACKS)
    try:
        found = records(stacks, arguments.resolver)
    except (SettingsError, AccountError, RenderError) as error:
        print(error, file=sys.stderr)
        return 2
    print(FORMATS[arguments.format](found))
    return 1 if any(verdict.state not in ("ok", "not asked") for verdict in found) else 0


def records(stacks: list[str], resolver: str | None) -> list[Verdict]:
    """Each record with what DNS answers. Raises SettingsError, AccountError, RenderError."""
    asked = resolver_of(resolver)
    settings = read_stack_files(Path(), stacks)
    return [verdict for stack, own in settings.items() for verdict in verdicts(stack, own, asked)]


def verdicts(stack: str, settings: Settings, asked: Resolver | None) -> list[Verdict]:
    """The records of one environment, read from Vercel and Render, beside what the name server answers."""
    wanted = of_stack(stack, settings, vercel.connect(settings.vercel.team), from_environment(os.environ))
    return [judged(row, asked.ask(row.name, row.value)) if asked else unasked(row) for row in wanted]


def resolver_of(named: str | None) -> Resolver | None:
    """The name server to ask; None in a rehearsal that names none. Raises AccountError."""
    if is_rehearsal(os.environ) and named is None:
        return None
    return Resolver.of(named, only_here=is_rehearsal(os.environ))
