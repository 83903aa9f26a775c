"""After a refresh that was cut off: make the target wholly old or wholly new, and say which.

    python -m ops data recover

A refresh that had not begun to swap is undone; one that had is carried on to its end. Where staging's API and
worker were held still, they are given back. It can be run at any time, and twice. Exit code: 0 done, 2
refused, 3 the target could not be reached: run it again.
"""

import argparse
import json
import os

from config.stacks import STAGING
from ops.data import options
from ops.data.addresses import add_target, shown, target_of
from ops.data.unfinished import JOURNAL, ON, make_whole
from ops.operation.journal import opened


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data recover`."""
    add_target(parser)
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Recover, and say what the target is now."""
    target = target_of(arguments)
    with opened(JOURNAL, STAGING, ON) as journal:
        outcome = make_whole(journal, target, os.environ)
        if journal.is_open:
            journal.end("recovered")
    if arguments.json:
        print(json.dumps({"state": outcome.state, "text": outcome.text}, indent=2))
    else:
        print(f"{shown(target)}: {outcome.text}")
    return 0
