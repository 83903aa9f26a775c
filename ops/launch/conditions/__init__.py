"""The conditions of a launch, one topic per file: first what the files say, then what is live."""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from ops.background import begun
from ops.doctor.check import Check, reached
from ops.launch.conditions import (
    addresses,
    answers,
    backups,
    certificates,
    deployments,
    files,
    operations,
    redis,
    services,
    updates,
)
from ops.launch.conditions.world import World

Look = Callable[[str, World], Iterator[Check]]
# As they are shown: the first two in the words of each environment.
_OF_ALL: dict[str, Look] = {"DNS": addresses.checks, "certificates": certificates.checks}
UPDATES, KEY_VALUE = "updates", "Key Value"
_OF_PRODUCTION: dict[str, Look] = {
    KEY_VALUE: redis.checks,
    "backups": backups.checks,
    "deployment": deployments.checks,
    "Render": services.checks,
    "answers": answers.checks,
    UPDATES: updates.checks,
}


def looked_at(
    stack: str,
    world: World,
    waiting: Callable[[str], object] = lambda subject: None,
    without: Collection[str] = (),
) -> Iterator[Check]:
    """Every condition of a launch of `stack`, in a fixed order; FAIL: it must not happen now.

    What is live is looked at side by side. `waiting` hears what is waited for, and "" when it is there.
    `without`: subjects to leave out, such as UPDATES, for which the engine makes a whole preview, and
    KEY_VALUE, which reads every key in production's Redis.
    """
    yield from files.checks(stack, world)
    yield from operations.checks(stack, world)
    yield from rehearsed(stack, world)
    looks = [(subject, one, look) for subject, look in _OF_ALL.items() for one in world.stacks]
    looks += [(subject, stack, look) for subject, look in _OF_PRODUCTION.items()]
    looks = [each for each in looks if each[0] not in without]
    found = [(subject, begun(_all, one, subject, look, world)) for subject, one, look in looks]
    for subject, checks in found:
        waiting(subject)
        result = checks.result()
        waiting("")
        yield from result


def rehearsed(stack: str, world: World) -> Iterator[Check]:
    """Whether the same launch went well in the sandbox."""
    yield from reached(stack, "rehearsal", partial(_rehearsed, stack, world))


def _rehearsed(stack: str, world: World) -> Iterator[Check]:
    if world.is_rehearsal:
        yield Check("ok", stack, "rehearsal", "this is the rehearsal")
    elif fault := world.rehearsed(world.stacks, world.environ):
        do = "rehearse it: `python -m sandbox run -- python -m ops launch rehearse`"
        yield Check("FAIL", stack, "rehearsal", fault, do)
    else:
        yield Check("ok", stack, "rehearsal", "the launch was rehearsed with these files")


def _all(stack: str, subject: str, look: Look, world: World) -> list[Check]:
    try:
        return list(reached(stack, subject, partial(look, stack, world)))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # Whoever was asked has other words by now: the launch waits until somebody has looked.
        found = f"could not be looked at: an answer that is not understood ({type(error).__name__})"
        return [Check("FAIL", stack, subject, found, "report it, and look yourself")]
