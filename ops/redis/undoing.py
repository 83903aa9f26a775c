"""The way back to the shared Redis, until the environment's keys there are removed."""

from dataclasses import replace
from typing import Any

from ops.asking import confirm
from ops.commands import InputError
from ops.operation import engine
from ops.operation.phases import Account, Phase, plan, run, tell
from ops.redis.connection import answering
from ops.redis.copying import mirror
from ops.redis.expected import refuse_surprises
from ops.redis.hold import hold, release
from ops.redis.moving import Move, put_back, share_again
from ops.redis.told import sums
from ops.state import exported, refusal, resources
from render import key_values

_AGAIN = "`ops redis move --stack {stack} --undo` goes on from here"


def undone(move: Move, *, ask: bool) -> Account | None:
    """Go back, and say what was done; None where there is nothing to undo. Raises InputError, Halted."""
    facts = move.journal.facts
    if facts.get("removing"):
        raise InputError(
            f"{move.stack}: its keys are being removed from {facts['old'][1]}, or were, so there is "
            "nothing to go back to; go on with the new one, and look at what fails there"
        )
    if not move.journal.is_open:
        tell(f"{move.stack}: no move is under way; nothing to undo")
        return None
    steps = _steps(move)
    tell(plan(steps, move.journal))
    if not facts.get("undoing"):
        if ask:
            confirm(f"{move.stack} goes back to {facts['old'][1]}.{_lost(move)}", move.stack, "--yes")
        _begin(move)
    account = Account("redis move --undo", move.stack)
    account.phases = [phase for phase in run(steps, move.journal) if phase[0].startswith("undo")]
    account.left = _left(move)
    move.journal.end("undone")
    return account


def _begin(move: Move) -> None:
    facts: dict[str, object] = {"undoing": True}
    if "start" in move.journal.done:
        # What stands still by now, somebody has stopped since; queues that were left behind are as they were.
        facts |= {"suspended": None, **({"paused": None} if move.copies else {})}
    move.journal.note(**facts)


def _lost(move: Move) -> str:
    """What the new instance has that nobody takes along."""
    if move.copies or not move.journal.facts.get("onNew"):
        return ""
    new = move.new
    try:
        with answering():
            made = sums(new.queues().counts(new.queue_names(move.scope)))
        jobs = ", ".join(f"{count} {state}" for state, count in made.items()) or "none"
    except InputError:
        jobs = "it does not answer, so nobody knows how many"
    return f" With `--jobs drop`, the jobs that were made since are lost with {new.name}: {jobs}."


def _steps(move: Move) -> list[Phase]:
    again, facts = _AGAIN.format(stack=move.stack), move.journal.facts
    old = facts["old"][1]
    file = Phase("undo file", "the stack file as it was", lambda: share_again(move), again)
    if not facts.get("held"):
        return [replace(file, do=lambda: put_back(move))]
    steps = [
        Phase("undo hold", "suspend API and worker, with no job active", lambda: _hold(move), again),
        Phase("undo copy", f"bring back to {old} what was taken along", lambda: _copy(move), again),
        file,
        Phase("undo update", f"pulumi up: {old} for both, the new one goes", lambda: _update(move), again),
        Phase("undo start", "let queues, API and worker go on as before", lambda: _start(move), again),
    ]
    return [replace(step, do=answering()(step.do)) for step in steps]


def _hold(move: Move) -> None:
    if move.journal.facts.get("madeNew") and "update" not in move.journal.done:
        # What an update that was cut off has made and not noted, only another one finds.
        try:
            engine.update_once(move.stack, move.journal)
        except InputError as error:
            # What it fails of may be why somebody goes back.
            tell(f"{error}\nthe way back goes on without it")
    place = move.new if move.journal.facts.get("onNew") else move.old
    hold(move.client, move.settings, place, move.scope, move.journal, move.wait)


def _copy(move: Move) -> None:
    # Before anybody has worked with the new one, the old one is what counts.
    if move.copies and move.journal.facts.get("onNew"):
        copied = mirror(move.new.redis(), move.old.redis(), move.scope)
        tell(f"{copied.keys} keys brought back, and compared")


def _update(move: Move) -> None:
    if not move.journal.facts.get("madeNew"):
        return
    # The instance that the move has made may go; only it, as the preview shows.
    _state(move.stack, "unprotect", protected=True)
    if not move.journal.facts.get("madeOld"):
        instead = f"Take the other changes out of the file of {move.stack}; then run again"
        own = bool(_own(move.stack))
        try:
            refuse_surprises(engine.previewed(move.stack), "back", move.variable, instead, complete=own)
        except InputError:
            if move.settings.protect:
                _state(move.stack, "protect", protected=False)
            raise
        move.journal.note(madeOld=True, unknown=not own)
    engine.update_once(move.stack, move.journal)


def _left(move: Move) -> list[str]:
    """An instance of which the state never heard, because no update came to an end, goes with no update."""
    facts = move.journal.facts
    if not facts.get("unknown"):
        return []
    query = {"name": facts["new"], "owner_id": move.settings.render.owner_id}
    found = key_values.named(move.client, query)
    return [f"Key Value {found.name} ({found.id}) was made and nobody uses it: delete it"] if found else []


def _own(stack: str) -> list[Any]:
    """The stack's own instance in its state, if it is there."""
    return [
        resource
        for resource in resources(exported(stack))
        if resource["type"].endswith("/render:KeyValue") and resource["urn"].endswith("::redis")
    ]


def _state(stack: str, word: str, *, protected: bool) -> None:
    """Have Pulumi protect the stack's own instance in its state, or let it go."""
    for resource in _own(stack):
        if bool(resource.get("protect")) != protected:
            continue
        if said := refusal("state", word, str(resource["urn"]), "--stack", stack, "--yes"):
            raise InputError(f"{stack}: {said}")


def _start(move: Move) -> None:
    release(move.client, move.settings, move.old, move.scope, move.journal)
