"""After a refresh that was cut off: make the target wholly old or wholly new, and say which.

    python -m ops data recover

A refresh that had not begun to swap is undone; one that had is carried on to its end. It can be run at any
time, and twice. Exit code: 0 done, 2 refused, 3 the target could not be reached: run it again.
"""

import argparse
import json

from data.refresh import recover as recovered
from ops.data import options
from ops.data.addresses import add_target, shown, target_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data recover`."""
    add_target(parser)
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Recover, and say what the target is now."""
    target = target_of(arguments)
    outcome = recovered(target)
    if arguments.json:
        print(json.dumps({"state": outcome.state, "text": outcome.text}, indent=2))
    else:
        print(f"{shown(target)}: {outcome.text}")
    return 0
