"""Going back: visitors first, then the freeze, so that nothing undoes it.

The order, and why: what is chosen is written down before anything is asked of a vendor; a service is kept
from deploying pushes before it goes back (one PATCH); then the vendor's rollback, which is all that visitors
wait for; a look at what they get; and only then the stack file and the update, which take longer.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.parse import read_stack_file
from config.settings import Settings
from config.stacks import stack_file
from ops.operation.journal import Journal
from ops.operation.phases import Phase, RefusedError, tell
from ops.operation.stack_file import text_of
from ops.operation.visitors import Browser, any_page_of
from ops.rollback import freeze
from ops.rollback.part import Part
from ops.rollback.releases import Release

# Seconds for what visitors get to be well.
PATIENCE = 20.0
FILE, UPDATE = "freeze in the stack file", "freeze in force"
_AGAIN = "run the same command again: it goes on from here"


def parts_of(journal: Journal) -> dict[str, dict[str, Any]]:
    """The parts that are back or on their way, by name: what was and what is chosen, what runs."""
    return dict(journal.facts.get("parts") or {}) if journal.is_open else {}


def is_chosen(journal: Journal, part: Part, to: str | None) -> bool:
    """Whether the same command went before: it goes on, and does nothing where all is done.

    A part that has left what it went back to, by whoever's hand, begins anew.
    """
    known = parts_of(journal).get(part.name)
    if known is None or to not in (None, known["to"]) or journal.facts.get("leaving") is not None:
        return False
    return "runs" not in known or known["runs"] == part.current()


def begin(journal: Journal, part: Part, settings: Settings, stack: str, now: str, to: Release) -> None:
    """Write down what is chosen; what is known of other parts, and of the freeze before, stays."""
    parts = parts_of(journal)
    chosen: dict[str, Any] = {"from": now, "to": to.id, "text": to.text, "before": part.newest()}
    if "runs" in parts.get(part.name, {}):
        chosen["earlier"] = parts[part.name]
    parts[part.name] = chosen
    if journal.is_open:
        _forget_phases(journal, part, FILE, UPDATE)
        journal.note(parts=parts, leaving=None)
        return
    said = freeze.is_said(text_of(stack))
    journal.begin(parts=parts, freeze=settings.freeze if said else None)


def phases(journal: Journal, part: Part, stack: str) -> Iterator[Phase]:
    """What is to be done, in order."""
    name, text = part.name, parts_of(journal)[part.name]["text"]
    if part.held:
        yield Phase(f"{name} held", part.held, lambda: _hold(journal, part), _AGAIN)
    yield Phase(f"{name} back", f"the {name} goes back to {text}", lambda: _go(journal, part), _AGAIN)
    if part.looked_at:
        yield Phase(f"{name} seen", part.looked_at, lambda: _look(journal, name, stack), _AGAIN)
    write = f"write `freeze: true` into {stack_file(stack)}"
    yield Phase(FILE, write, lambda: freeze.write_frozen(stack), _AGAIN)
    update = f"pulumi up --stack {stack}, which keeps pushes from API and worker"
    way_on = f"The {name} is back all the same; {_AGAIN}"
    yield Phase(UPDATE, update, lambda: freeze.in_force(stack, journal), way_on)


def _hold(journal: Journal, part: Part) -> None:
    try:
        part.hold()
    except RefusedError:
        _forget(journal, part)
        raise


def _go(journal: Journal, part: Part) -> None:
    known = parts_of(journal)[part.name]
    try:
        runs = part.go_back(known["to"], known["before"])
    except RefusedError:
        _forget(journal, part)
        # While something else is back, pushes stay away from everything.
        if not journal.is_open and not journal.facts["freeze"]:
            part.let_go()
        raise
    _note(journal, part.name, runs=runs, at=time.time())
    tell(f"     the {part.name} runs {known['text']}")


def _forget(journal: Journal, part: Part) -> None:
    """Take back what was noted: the part is where it was."""
    parts = parts_of(journal)
    earlier = parts.pop(part.name).get("earlier")
    _forget_phases(journal, part)
    journal.note(parts={**parts, part.name: earlier} if earlier else parts)
    if not parts_of(journal):
        journal.end("refused")


def _forget_phases(journal: Journal, part: Part, *others: str) -> None:
    kept = {
        name: took
        for name, took in journal.done.items()
        if name not in others and not name.startswith(f"{part.name} ")
    }
    journal.note(done=kept)


def _look(journal: Journal, name: str, stack: str) -> None:
    """Whatever visitors get, the freeze has to follow: it is told at the end."""
    settings = read_stack_file(Path(), stack)
    # An earlier build may have had another API.
    _note(journal, name, faults=Browser().faults(settings, [name], any_page_of(settings), PATIENCE))


def _note(journal: Journal, name: str, **facts: Any) -> None:
    parts = parts_of(journal)
    journal.note(parts={**parts, name: {**parts[name], **facts}})
