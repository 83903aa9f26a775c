"""Move an environment from the Redis that it shares to one of its own, or back.

    python -m ops redis move --stack staging                 counts what is in its queues, changes nothing
    python -m ops redis move --stack staging --jobs copy     takes all of it along
    python -m ops redis move --stack staging --jobs drop     begins with empty queues
    python -m ops redis move --stack staging                 goes on where the last one was cut off
    python -m ops redis move --stack staging --undo          goes back, until the old keys are removed

The API and the worker stand still from `hold` to `start`: what a visitor asks for in between is answered by
Render with 503. Jobs that are active are waited for; none is cut off. Exit code: 0 done, or nothing to do;
2 refused or nothing chosen, and all is as before; 3 stands half done: the same command again, or --undo.
"""

import argparse
import os
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

from config.stacks import PRODUCTION, STACKS
from ops.asking import confirm
from ops.commands import InputError
from ops.operation.journal import opened
from ops.operation.phases import Account, Halted, Phase, plan, tell
from ops.operation.phases import run as run_phases
from ops.redis.connection import answering
from ops.redis.instances import Instance
from ops.redis.keys import QUEUE_PREFIX, scope_of
from ops.redis.look import look, refuse_half_done, shared_by
from ops.redis.moving import (
    Move,
    bring_up,
    hold_still,
    look_again,
    put_back,
    remove_old,
    start,
    take_along,
)
from ops.redis.services import standing
from ops.redis.told import CHOICES, choices, left, table_of
from ops.redis.undoing import undone
from render.session import from_environment

JOURNAL = "redis-move"
_ON = "`python -m ops redis move --stack {stack}` goes on with the move, `--undo` goes back"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `redis move`."""
    guests = [stack for stack in STACKS if stack != PRODUCTION]
    parser.add_argument("--stack", choices=guests, required=True, help="the environment")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--jobs", choices=tuple(CHOICES), help="what becomes of the jobs that are there")
    way.add_argument("--undo", action="store_true", help="go back to the shared one")
    parser.add_argument(
        "--wait", type=_seconds, default=300.0, metavar="SECONDS", help="for active jobs (default: 300)"
    )
    parser.add_argument(
        "--queue-prefix", default=QUEUE_PREFIX, help=f"BullMQ's, of the queues (default: {QUEUE_PREFIX})"
    )
    parser.add_argument("--own-prefix", help="BULLMQ_PREFIX of the environment (default: environmentName)")
    parser.add_argument("--yes", action="store_true", help="do not ask for the stack's name")
    parser.add_argument("--json", action="store_true", help="the account for a script")


def _seconds(text: str) -> float:
    if not 0 <= (seconds := float(text)) < float("inf"):
        raise ValueError
    return seconds


def run(arguments: argparse.Namespace) -> int:
    """Move, go on, or go back."""
    stack, ask = arguments.stack, not arguments.yes
    with opened(JOURNAL, stack, _ON.format(stack=stack)) as journal:
        move = Move(stack, journal, from_environment(os.environ), arguments.wait)
        # What Render's client says on the way is not the account.
        with redirect_stdout(sys.stderr), answering():
            account: Account | None
            if arguments.undo:
                account = undone(move, ask=ask)
            elif not journal.is_open and (code := _begun(move, arguments)) is not None:
                return code
            else:
                account = moved(move, arguments.jobs, ask=ask)
    if account:
        print(account.shown(arguments.json))
    return 0


def _begun(move: Move, arguments: argparse.Namespace) -> int | None:
    """Begin a move, and answer None; or the exit code, where there is none to begin, or no choice is made."""
    shared = shared_by(move.stack)
    if shared is None:
        refuse_half_done(move.stack, move.settings)
        tell(f"{move.stack}: {move.settings.redis.name} is its own already; nothing to do")
        return 0
    prefixes = {"queuePrefix": arguments.queue_prefix, "ownPrefix": arguments.own_prefix}
    scope = scope_of(move.stack, move.stacks, arguments.queue_prefix, arguments.own_prefix)
    old = Instance(move.client, *shared)
    counts = old.queues().counts(old.queue_names(scope))
    tell(f"{move.stack} in {old.name}:\n{table_of(counts)}")
    if still := [one.name for one in standing(move.client, move.settings).values() if one.is_suspended]:
        tell(
            f"{' and '.join(still)}: suspended, and stays so in the end; where a move from another machine "
            "has done it, go on there"
        )
    if arguments.jobs is None:
        tell("\n".join(["Nothing was done: say what becomes of what is in its queues.", *choices()]))
        return 2
    found = [{"queue": str(name), **states} for name, states in counts.items()]
    move.journal.begin(jobs=arguments.jobs, old=shared, counted=found, **prefixes)
    return None


def moved(move: Move, jobs: str | None, *, ask: bool) -> Account:
    """Go through what is not done yet. Raises Halted; InputError where all is as before."""
    facts, journal = move.journal.facts, move.journal
    if jobs not in (None, facts["jobs"]):
        raise InputError(f"{move.stack}: was begun with --jobs {facts['jobs']}; go on without it, or --undo")
    if facts.get("undoing"):
        raise InputError(f"{move.stack}: is on its way back; go on with --undo, then begin again")
    steps = phases(move, ask=ask)
    tell(plan(steps, journal))
    if jobs is None and ask:
        # Without a word of what becomes of the jobs, somebody may only want to look.
        confirm(f"The move of {move.stack} goes on from here.", move.stack, "--yes")
    try:
        done = run_phases(steps, journal)
    except Halted as error:
        if "look" in journal.done and journal.is_open:
            raise
        if journal.is_open:
            put_back(move)
            journal.end("undone")
        raise InputError(f"{error.what}\n{move.stack}: nothing was moved; all is as before") from None
    journal.end("done")
    return _account(move, done)


def phases(move: Move, *, ask: bool) -> list[Phase]:
    """The move from beginning to end."""
    stack, facts = move.stack, move.journal.facts

    def first() -> None:
        look(move, ask=ask)

    again = f"`ops redis move --stack {stack}` goes on from here; `--undo` goes back"
    old, new = facts["old"][1], "its own instance"
    along = f"copy its keys from {old} and compare" if move.copies else f"leave its keys in {old} behind"
    steps = [
        Phase("look", "stack file, rules, both instances, and a preview of the move alone", first),
        Phase(
            "hold",
            f"suspend the API of {stack}, pause its queues, await active jobs, suspend the worker",
            lambda: hold_still(move),
            again,
        ),
        Phase("update", f"pulumi up: {new}, and its address for both", lambda: bring_up(move), again),
        Phase("copy", along, lambda: take_along(move), again),
        Phase("start", "let queues, API and worker go on with the new one", lambda: start(move), again),
        Phase("check", "a job of ours goes round through the new one", lambda: look_again(move), again),
        Phase(
            "remove",
            f"remove the keys of {stack} from {old}, after a typed yes",
            lambda: remove_old(move, ask=ask),
            f"`ops redis move --stack {stack}` removes them later; `--undo` goes back",
        ),
    ]
    return [replace(step, do=answering()(step.do)) for step in steps]


def _account(move: Move, done: list[tuple[str, float, float]]) -> Account:
    facts = move.journal.facts
    counted: dict[str, Any] = {
        key: facts[key] for key in ("jobs", "counted", "copied", "removed") if key in facts
    }
    return Account("redis move", move.stack, done, counted, left(move))
