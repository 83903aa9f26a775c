"""Flags that several commands have."""

import argparse
import os
from pathlib import Path

from ops.data.addresses import add_source, add_target

# More was not measured; the server writes more slowly than two of them sanitize.
MOST_WORKERS = 2
# Each takes some 100 MB of memory; a slip of the finger shall not take the machine.
_TOO_MANY = 100


def add_both_ends(parser: argparse.ArgumentParser) -> None:
    """Add the flags of a command that reads the source and looks at the target."""
    add_source(parser)
    add_target(parser)
    add_policy(parser)
    add_workers(parser)
    add_json(parser)


def add_keep_jobs(parser: argparse.ArgumentParser) -> None:
    """Add the flag for a Redis that is not staging's own, or is to stay as it is."""
    parser.add_argument(
        "--keep-jobs", action="store_true", help="leave staging's Redis alone, its jobs and its caches"
    )


def add_policy(parser: argparse.ArgumentParser) -> None:
    """Add the flag for the policy; None stands for data/policy.yaml."""
    parser.add_argument(
        "--policy",
        type=Path,
        metavar="FILE",
        help="what happens to each path (default: data/policy.yaml)",
    )


def add_workers(parser: argparse.ArgumentParser) -> None:
    """Add the flag for the number of worker processes."""
    parser.add_argument(
        "--workers",
        type=_positive,
        default=min(MOST_WORKERS, os.cpu_count() or 1),
        metavar="N",
        help=f"processes that work side by side (default: one for each CPU, at most {MOST_WORKERS})",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the flag for scripts; nothing else is then on standard output."""
    parser.add_argument("--json", action="store_true", help="the same for a script")


def _positive(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < _TOO_MANY:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of processes; give 1 to {_TOO_MANY - 1}")
    return int(text)
