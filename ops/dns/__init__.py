"""The DNS records that the sites and APIs need, beside what DNS answers today.

    python -m ops dns                                   all three environments
    python -m ops dns --stack prod --format bind        for the file of a zone

Targets are read from Vercel and Render and never guessed; the zone itself is kept elsewhere and not touched.
In a rehearsal nobody is asked what DNS answers, unless --resolver names a server on this machine. Exit code:
0 every record is as it should be (or nobody was asked), 1 something is to be entered or corrected, 2 it
cannot be told.
"""

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from config.parse import read_stack_files
from config.settings import Settings
from config.stacks import STACKS
from config.vendors import is_rehearsal
from ops.accounts import vercel
from ops.dns.lookup import Resolver
from ops.dns.records import Verdict, judged, of_stack, unasked
from ops.terminal import table
from render.session import from_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `dns`."""
    parser.add_argument("--stack", choices=STACKS, help="one environment only")
    parser.add_argument("--format", choices=_FORMATS, default="table", help="default: table")
    parser.add_argument(
        "--resolver", metavar="HOST[:PORT]", help="the name server to ask (default: the system's)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the records."""
    stacks = [arguments.stack] if arguments.stack else list(STACKS)
    found = looked_up(stacks, arguments.resolver)
    print(_FORMATS[arguments.format](found))
    return 1 if any(verdict.state not in ("ok", "not asked") for verdict in found) else 0


def looked_up(stacks: list[str], resolver: str | None) -> list[Verdict]:
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


_HEAD = ("environment", "name", "type", "value", "DNS answers", "")
_TTL = 3600


def as_table(verdicts: Sequence[Verdict]) -> str:
    """One line for each record, then what else is to be known."""
    drawn = table(_HEAD, [[_row(verdict) for verdict in verdicts]])
    notes = (f"{v.wanted.name}: {warning}" for v in verdicts for warning in v.warnings)
    return "\n".join([drawn, *notes])


def _row(verdict: Verdict) -> tuple[str, ...]:
    wanted = verdict.wanted
    value = wanted.value or f"(after {wanted.leads_to} exists)"
    return (wanted.stack, wanted.name, wanted.type, value, verdict.answer or "-", verdict.state)


def as_zone(verdicts: Sequence[Verdict]) -> str:
    """Lines of a zone file (RFC 1035, section 5); what has no target yet is a comment."""
    return "\n".join(_line(verdict) for verdict in verdicts)


def _line(verdict: Verdict) -> str:
    wanted = verdict.wanted
    start = f"{wanted.name}. {_TTL} IN {wanted.type}"
    if wanted.value is None:
        return f"; {start} (after {wanted.leads_to} exists)"
    value = {"CNAME": f"{wanted.value}.", "TXT": f'"{wanted.value}"'}.get(wanted.type, wanted.value)
    return f"{start} {value}"


def as_json(verdicts: Sequence[Verdict]) -> str:
    """The same for a script."""
    rows = [
        {**asdict(v.wanted), "state": v.state, "answer": v.answer, "warnings": v.warnings} for v in verdicts
    ]
    return json.dumps(rows, indent=2)


_FORMATS = {"table": as_table, "json": as_json, "bind": as_zone}
