"""The environments side by side as they are now: site, services, Redis, database, addresses, changes.

    python -m ops status
    python -m ops status --json
    python -m ops status --watch

Reads the vendors' APIs, the hosts and the states of the last updates; changes nothing. FAIL: something is
down or about to lose data, and to correct; note: to know. A trouble stands with the part that has it, and
once: a shared Redis with the stack that owns it. What differs from the last update is told by its path, never
by its value. Exit code: 0 nothing is down, 1 something is, 2 it cannot be told.

Examples:

    python -m ops status --watch 10
    python -m ops status --json | jq '.environments[] | select(.state == "FAIL") | .stack'
    python -m sandbox run -- python -m ops status
"""

import argparse
import os
import time

from ops.commands import InputError
from ops.launch.conditions.world import World
from ops.status.look import looked
from ops.status.model import Status
from ops.status.shown import as_json, as_table
from ops.terminal import on_terminal

_SECONDS = 5.0
_CLEARED = "\x1b[H\x1b[2J"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `status`."""
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="everything, for a script")
    shape.add_argument(
        "--watch",
        type=float,
        nargs="?",
        const=_SECONDS,
        metavar="SECONDS",
        help=f"look again and again, until Ctrl-C (default: {_SECONDS:.0f})",
    )


def run(arguments: argparse.Namespace) -> int:
    """Look, and print it."""
    if arguments.watch is not None:
        return _watched(arguments.watch)
    status = looked(World.here(os.environ))
    print(as_json(status) if arguments.json else as_table(status))
    return _code(status)


def _watched(seconds: float) -> int:
    """Draw it anew until Ctrl-C; the code is of the last look."""
    if not on_terminal():
        raise InputError("--watch draws on a terminal: leave it out in a pipe, or write --json")
    code = 0
    try:
        while True:
            status = looked(World.here(os.environ))
            print(f"{_CLEARED}{as_table(status)}\n\n{status.at:%H:%M:%S} UTC, Ctrl-C ends it", flush=True)
            code = _code(status)
            time.sleep(seconds)
    except KeyboardInterrupt:
        return code


def _code(status: Status) -> int:
    return int(any(environment.state == "FAIL" for environment in status.environments))
