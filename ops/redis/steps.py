"""A move of Redis as its numbered phases."""

from dataclasses import replace

from ops.operation.phases import Phase
from ops.redis.connection import answering
from ops.redis.look import look
from ops.redis.moving import (
    Move,
    bring_up,
    hold_still,
    look_again,
    remove_old,
    start,
    take_along,
)


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
