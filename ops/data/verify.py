"""Hold the target as it stands now against the source: is anything of it found again?

    python -m ops data verify

The checks that a refresh makes before it swaps, at any later time; how many documents there are and what
refers to what is not compared, since both sides have gone on. Reads both and writes nothing. Exit code: 0 all
checks passed, 2 refused, 3 one of the two could not be read, 4 a check failed or was not made.
"""

import argparse
import json

from data.errors import Leaked
from data.policy.load import load
from data.refresh import verify as verified
from ops.data import options
from ops.data.addresses import both
from ops.data.progress import progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data verify`."""
    options.add_both_ends(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each check."""
    addresses, policy = both(arguments), load(arguments.policy)
    with progress() as told:
        report = verified(addresses, policy, arguments.workers, told)
    print(json.dumps(report.as_json(), indent=2) if arguments.json else "\n".join(report.lines()))
    return 0 if report.passed else Leaked.exit_code
