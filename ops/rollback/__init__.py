"""Take the site, the API or the worker back to an earlier release, and keep it there until that is over.

    python -m ops rollback --stack prod site            shows what there is, asks, and takes the one before
    python -m ops rollback --stack prod api --to ID     that one of the list
    python -m ops rollback --stack prod worker --list   shows the list and does nothing
    python -m ops rollback --stack prod --done          the cause is mended: runs what the branch holds again

Going back builds nothing: Vercel points production's domains at an earlier deployment within seconds, Render
starts an earlier build. Then `freeze: true` goes into the stack file, and an update brings it into force, so
that no push and no update undoes it; until --done, also for what goes back meanwhile. --done takes the freeze
out, updates, promotes the newest deployment of the site and deploys the head of the branch of the others.
Settings and variables of a service stay as they are; what Render starts may have those of that time. A
deployment of the site with another launch gate than the stack file says is not gone back to.

A command that was cut off goes on when it is given again. Exit code: 0 done, 1 done and visitors meet a
fault, 2 nothing was done, 3 stopped half way: its last lines say what leads on.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

from config.parse import read_stack_file
from config.settings import Settings
from config.stacks import STACKS, stack_file
from config.vendors import is_rehearsal
from ops.accounts.matches import ROLES
from ops.asking import confirm
from ops.commands import InputError
from ops.operation.journal import Journal, opened
from ops.operation.phases import Account, Phase, plan, tell
from ops.operation.phases import run as run_phases
from ops.rollback import back, leave, releases, service, site
from ops.rollback.part import Part
from ops.rollback.releases import Release
from render.session import from_environment

_LEAVES = "`python -m ops rollback --stack {stack} --done` leaves the rollback"
PARTS = ("site", *ROLES)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rollback`."""
    parser.add_argument("part", choices=PARTS, nargs="?", help="what goes back")
    parser.add_argument("--stack", choices=STACKS, required=True, help="the environment")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--to", metavar="ID", help="the deployment or deploy (default: the one before)")
    what.add_argument("--list", action="store_true", help="show what it can go back to, and do nothing")
    what.add_argument("--done", action="store_true", help="leave the state of a rollback, all parts at once")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="the list or the account for scripts")


def run(arguments: argparse.Namespace) -> int:
    """Go back, list, or leave."""
    stack, part = arguments.stack, arguments.part
    if arguments.done == bool(part):
        raise InputError(
            f"rollback: name what goes back ({', '.join(PARTS)}), or --done for all that is back"
        )
    settings = read_stack_file(Path(), stack)
    if arguments.list:
        return _listed(connected(settings, stack, part), arguments.json)
    with opened("rollback", stack, _LEAVES.format(stack=stack)) as journal:
        # What waits for Render speaks to standard output, which is the account's here.
        with redirect_stdout(sys.stderr):
            account = (
                _left(arguments, journal, settings) if arguments.done else _back(arguments, journal, settings)
            )
        print(account.shown(arguments.json))
        return 1 if account.facts.get("faults") else 0


def connected(settings: Settings, stack: str, part: str) -> Part:
    """One part of a stack at its vendor. Raises InputError, RenderError."""
    if part == "site":
        return site.connected(settings, stack)
    role = next(role for role in ROLES if role == part)
    return service.connected(from_environment(os.environ), settings, stack, role)


def _listed(part: Part, as_json: bool) -> int:
    found, current = part.releases(), part.current()
    if as_json:
        print(json.dumps(releases.as_json(found, current), indent=2))
    else:
        print(releases.shown(found, current, releases.previous(found, current, part.fits)))
    return 0


def _back(arguments: argparse.Namespace, journal: Journal, settings: Settings) -> Account:
    stack = arguments.stack
    part = connected(settings, stack, arguments.part)
    if not back.is_chosen(journal, part, arguments.to):
        to, current = _chosen(arguments, part)
        back.begin(journal, part, settings, stack, current, to)
    took = _done(list(back.phases(journal, part, stack)), journal)
    known = back.parts_of(journal)[part.name]
    facts = {
        "from": known["from"],
        "to": known["text"],
        "runs": known["runs"],
        "faults": known.get("faults", []),
    }
    left = [
        *_committed(
            f"commit {stack_file(stack)} with `freeze: true` and push it: CI updates from the branch"
        ),
        f"when the cause is mended: python -m ops rollback --stack {stack} --done",
    ]
    return Account(f"rollback {part.name}", stack, took, facts, left)


def _chosen(arguments: argparse.Namespace, part: Part) -> tuple[Release, str]:
    """What to go back to, and what runs now. Raises InputError, also where somebody says no."""
    found, current, fits = part.releases(), part.current(), cache(part.fits)
    to = releases.chosen(part.name, found, current, arguments.to, fits)
    doubt = "" if fits(to) else f" Nobody can tell which launch gate it has: look at https://{to.url} first."
    if not arguments.yes:
        tell(releases.shown(found, current, None if arguments.to else to))
        goes = f"The {part.name} of {arguments.stack} goes back from {current} to {to.text}."
        confirm(goes + doubt, arguments.stack, "--yes")
    elif doubt and not arguments.to:
        raise InputError(f"{part.name}: {to.text} is the one before.{doubt} Then name it with --to")
    return to, current


def _left(arguments: argparse.Namespace, journal: Journal, settings: Settings) -> Account:
    stack = arguments.stack
    parts = _parts(settings, stack)
    leave.begin(journal, parts, stack)
    phases = list(leave.phases(journal, parts, stack))
    if not arguments.yes and not journal.done:
        tell("\n".join(phase.says for phase in phases))
        confirm(f"{stack} leaves the rollback.", stack, "--yes")
    took = _done(phases, journal)
    journal.end("done")
    facts: Mapping[str, Any] = {**journal.facts.get("runs", {}), "faults": journal.facts["faults"]}
    left = _committed(f"commit {stack_file(stack)} without the freeze, where it was committed, and push it")
    return Account("rollback --done", stack, took, dict(facts), left)


def _committed(line: str) -> list[str]:
    """What is left to do about the stack file; nothing in a rehearsal, whose copy is nobody's."""
    return [] if is_rehearsal(os.environ) else [line]


def _parts(settings: Settings, stack: str) -> dict[str, Part]:
    """All that can be back; a site that is a branch never is."""
    names = [name for name in PARTS if name != "site" or settings.frontend.mode == "own"]
    return {name: connected(settings, stack, name) for name in names}


def _done(phases: Sequence[Phase], journal: Journal) -> list[tuple[str, float, float]]:
    tell(plan(phases, journal))
    names = {phase.name for phase in phases}
    return [took for took in run_phases(phases, journal) if took[0] in names]
