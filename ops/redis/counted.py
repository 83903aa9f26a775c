"""What is in an environment's queues, for a person who has to choose what becomes of it."""

from collections.abc import Iterator, Mapping

from ops.redis.keys import QueueName
from ops.redis.queues import REPEATABLE, STATES
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
