"""What a person is told of a move: what is in the queues, what may become of it, what is left to do."""

from collections.abc import Iterator, Mapping

from config.stacks import stack_file
from config.vendors import is_rehearsal
from ops.redis.allowed import strangers
from ops.redis.keys import QueueName
from ops.redis.moving import Move
from ops.redis.queues import REPEATABLE, STATES
from ops.redis.stack_text import owner_of
from ops.terminal import table

CHOICES = {
    "copy": "all of it goes along, with its time to live: what waits is done there, exactly once",
    "drop": "it stays behind, and is removed with the old keys; what waits or is delayed is never done",
}
Counts = Mapping[QueueName, Mapping[str, int]]


def table_of(counts: Counts) -> str:
    """A row for each queue, a column for each state in which some queue has something."""
    used = [state for state in (*STATES, REPEATABLE) if any(found[state] for found in counts.values())]
    rows = [[name.name, *(str(found[state]) for state in used)] for name, found in counts.items()]
    return table(("queue", *used), [rows]) if rows else "no queue of this environment is there"


def choices() -> Iterator[str]:
    """A line for what each choice means."""
    yield from (f"--jobs {choice}: {meaning}" for choice, meaning in CHOICES.items())


def sums(counts: Counts) -> dict[str, int]:
    """How many jobs of all queues together are in each state, without those in which there is none."""
    states = (*STATES, REPEATABLE)
    return {s: n for s in states if (n := sum(found[s] for found in counts.values()))}


def _committed(move: Move, new: str) -> str:
    """What becomes of the stack file that was written."""
    file = stack_file(move.stack)
    if is_rehearsal(move.environ):
        return f"nothing about {file}: the sandbox keeps its copy until the file of the checkout changes"
    return f"commit and push {file} now: an update from a checkout without it deletes {new} and its jobs"


def left(move: Move) -> list[str]:
    """A line for each thing to do by hand in the end."""
    stacks, old = move.stacks, move.journal.facts["old"][1]
    owned, own = owner_of(move.stack, stacks, old), stacks[move.stack].redis
    lists = [*([owned] if owned else []), *([(move.stack, own)] if own.mode == "dedicated" else [])]
    return [
        _committed(move, own.name),
        *(
            f"`redis.allow` of {stack}: take {entry.cidr} ({entry.description}) off, if nothing else "
            f"needs it, and `pulumi up --stack {stack}`"
            for stack, redis in lists
            for entry in strangers(redis)
        ),
        f"{move.stack} knew the password of {old}: "
        + (f"`ops redis rotate --stack {owned[0]}`" if owned else "have its owner change it"),
        f"keys without the environment's name in {old} (`recording:…`) are nobody's, and stay there",
    ]
