"""Leaving the state of a rollback: the freeze is taken back, and what the branch holds runs again.

The order: the stack file and the update first, so that what is served next has the settings of the file; then
each part that is back comes forward, also where the update had nothing to deploy, as it runs an old build;
then a look at what visitors get.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from config.parse import read_stack_file
from config.stacks import stack_file
from ops.commands import InputError
from ops.operation import engine
from ops.operation.journal import Journal
from ops.operation.phases import Phase, tell
from ops.operation.visitors import Browser
from ops.rollback import freeze
from ops.rollback.back import PATIENCE, parts_of
from ops.rollback.part import Part
from ops.smoke_site import site_of

_AGAIN = "run the same command again: it goes on from here"


def begin(journal: Journal, parts: Mapping[str, Part], stack: str) -> None:
    """Note which parts leave. Raises InputError where none is back, or where nothing may be deployed.

    Also those that somebody took back in a dashboard or from another checkout: the vendors say so.
    """
    back = [name for name, part in parts.items() if name in parts_of(journal) or part.is_back()]
    if not back and not journal.is_open:
        raise InputError(f"{stack}: nothing of it is rolled back, so there is nothing to leave")
    if journal.facts.get("freeze") and read_stack_file(Path(), stack).freeze:
        raise InputError(
            f"{stack}: {stack_file(stack)} had `freeze: true` before the rollback, so nothing may be "
            "deployed; take it out when that is over, then the same command again"
        )
    if not journal.is_open:
        journal.begin(parts={}, freeze=None)
    if journal.facts.get("leaving") is None:
        known = parts_of(journal)
        leaving = {name: known.get(name, {}).get("runs") or parts[name].newest() for name in back}
        journal.note(leaving=leaving, done={}, faults=[])


def phases(journal: Journal, parts: Mapping[str, Part], stack: str) -> Iterator[Phase]:
    """What is to be done, in order."""
    file = f"take `freeze: true` out of {stack_file(stack)}"
    yield Phase("file", file, lambda: freeze.write_thawed(stack, journal.facts["freeze"]), _AGAIN)
    update = f"pulumi up --stack {stack}"
    yield Phase("update", update, lambda: engine.update_once(stack, journal), _AGAIN)
    for name in journal.facts["leaving"]:
        says = f"the {name} runs {parts[name].next_text()}"
        yield Phase(f"{name} forward", says, partial(_forward, journal, parts[name]), _AGAIN)
    yield Phase("seen", "look at it as a visitor", lambda: _look(journal, stack), _AGAIN)


def _forward(journal: Journal, part: Part) -> None:
    # The update writes it only where it knew of the freeze.
    part.let_go()
    runs = part.go_forward(journal.facts["leaving"][part.name])
    journal.note(runs={**journal.facts.get("runs", {}), part.name: runs})
    tell(f"     the {part.name} runs {runs}")


def _look(journal: Journal, stack: str) -> None:
    settings = read_stack_file(Path(), stack)
    leaving, site = journal.facts["leaving"], site_of(settings)
    journal.note(faults=Browser().faults(settings, leaving, site, PATIENCE))
