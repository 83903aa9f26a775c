"""Everything that must be true before production is launched, each line with ok or what to do.

    python -m ops launch check

Only reads: the stack files and the values that this process knows, then the accounts, the hosts, the state.
FAIL: the launch would be refused; note: nobody here can tell, and where to look. Exit code: 0 nothing fails,
1 something does, 2 a stack file cannot be used.
"""

import argparse
import json
import os
import sys
from dataclasses import asdict
from itertools import chain

from ops.doctor.check import Check, line, summary
from ops.launch.conditions import looked_at
from ops.launch.conditions.operations import launching
from ops.launch.conditions.world import World
from ops.launch.steps import add_stack


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `launch check`."""
    add_stack(parser)
    parser.add_argument("--json", action="store_true", help="every line, for a script")


def run(arguments: argparse.Namespace) -> int:
    """Look, and print each line as soon as its turn has come."""
    found: list[Check] = []
    stack, world = arguments.stack, World.here(os.environ)
    for check in chain(launching(stack, world), looked_at(stack, world, _waiting)):
        found.append(check)
        if not arguments.json:
            print(line(check), flush=True)
    if arguments.json:
        print(json.dumps([asdict(check) for check in found], indent=2))
    else:
        print(summary(found))
    return int(any(check.state == "FAIL" for check in found))


def _waiting(subject: str) -> None:
    """Say on a terminal what is waited for; "" takes the line away."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{f'looking at {subject} …' if subject else ''}", end="", file=sys.stderr, flush=True)
