"""The environments side by side as they are now: site, services, Redis, database, addresses, changes.

    python -m ops status
    python -m ops status --watch
    python -m ops status --html status.html
    python -m ops status --json | jq '.environments[] | select(.state == "FAIL") | .stack'

Reads the vendors' APIs, the hosts and the states of the last updates; changes nothing. What has not answered
after 20 s is told as such, and Ctrl-C ends it at once. FAIL: something is down or about to lose data, and to
correct; doubt: it cannot be looked at; note: to know. A trouble stands with the part that has it, and once: a
shared Redis with the stack that owns it. What differs from the last update is told by its path, never by its
value. The page of --html is for people who do not work on a terminal: one file with all of this, the picture,
launch readiness, costs, variables by name and source, DNS records and differences.

Exit code: 0 nothing is down; 1 something is; 2 nothing is known to be, and not everything can be looked at.
"""

import argparse
from pathlib import Path

from config.stacks import STACKS
from ops.status.known import begun

# A look is 15 requests to Vercel, which refuses more than 120 in its window.
_SECONDS, LEAST = 30.0, 10.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `status`."""
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="everything, for a script")
    shape.add_argument("--html", type=Path, metavar="FILE", help="write it as one page that opens from disk")
    shape.add_argument(
        "--watch",
        type=float,
        nargs="?",
        const=_SECONDS,
        metavar="SECONDS",
        help=f"look again and again, until Ctrl-C (default: {_SECONDS:.0f}, at least {LEAST:.0f})",
    )


def run(arguments: argparse.Namespace) -> int:
    """Look, and print it."""
    states = begun(STACKS)
    # Not at the top: Pulumi reads the states while Python loads what looks at the accounts.
    from ops.status import printing

    return printing.run(arguments, states)
