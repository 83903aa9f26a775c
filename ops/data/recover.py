"""After a refresh that was cut off: make the target wholly old or wholly new, and say which.

    python -m ops data recover
    python -m ops data recover --give-back

A refresh that had not begun to swap is undone; one that had is carried on to its end. Where staging's API and
worker were held still, they are given back; what a refresh on a machine that is lost has held is known to
nobody, so with --give-back API, worker and all queues of staging go on. It can be run at any time, and twice.
Exit code: 0 done, 2 refused, 3 the target could not be reached: run it again.
"""

import argparse
import json
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path

from config.parse import read_stack_files
from config.stacks import PRODUCTION, STAGING
from data.ends import Addresses
from data.target.recover import Outcome
from ops.data import options
from ops.data.addresses import add_target, named_target, shown
from ops.data.admission import admitted, runner
from ops.data.looking import refuse_strangers
from ops.data.rehearsed import reachable
from ops.data.standstill import standstill
from ops.data.unfinished import ON, make_whole
from ops.operation.journal import Journal, opened
from ops.operation.refreshed import JOURNAL, last_of
from ops.redis.connection import answering


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data recover`."""
    add_target(parser)
    parser.add_argument(
        "--give-back", action="store_true", help="let API, worker and queues of staging go on"
    )
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Recover, and say what the target is now."""
    target = named_target(arguments)
    with opened(JOURNAL, STAGING, ON) as journal, answering(), redirect_stdout(sys.stderr):
        outcome = _recovered(journal, target, give_back=arguments.give_back)
    if arguments.json:
        print(json.dumps({"state": outcome.state, "text": outcome.text}, indent=2))
    else:
        print(f"{shown(target)}: {outcome.text}")
    return 0


def _recovered(journal: Journal, target: str, *, give_back: bool) -> Outcome:
    # Where no refresh of this checkout stands half done, and nobody has to be let in, any target will do.
    knows = journal.is_open or give_back or runner(os.environ)
    stacks = read_stack_files(Path()) if knows else {}
    if stacks:
        refuse_strangers(stacks, Addresses(target=target))
    let_in = {stack: stacks[stack] for stack in (PRODUCTION, STAGING) if stack in stacks}
    with admitted(let_in, str(journal.facts.get("name", "recover")), os.environ):
        outcome = make_whole(journal, reachable(target, os.environ), os.environ)
    if give_back:
        is_shared = stacks[STAGING].redis.mode == "shared"
        journal.begin(
            held=True, suspended=[], paused=[], keepJobs=is_shared, refreshed=last_of(journal.facts)
        )
        standstill(journal, os.environ, 0).end()
    if journal.is_open:
        journal.end("recovered")
    return outcome
