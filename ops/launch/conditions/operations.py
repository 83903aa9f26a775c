"""Whether an operation of this checkout stands half done, in any environment."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ops.doctor.check import Check

if TYPE_CHECKING:
    from ops.launch.conditions.world import World

# Where `go` asks, it is at it itself.
LAUNCH = "launch"


def checks(stack: str, world: "World") -> Iterator[Check]:
    """A line for each that stands half done, but for the launch itself."""
    found = [(one, instead) for one in world.stacks for instead in _others(one, world)]
    for one, instead in found:
        yield Check("FAIL", one, "operations", "one stands half done", instead)
    if not found:
        yield Check("ok", stack, "operations", "none stands half done")


def launching(stack: str, world: "World") -> Iterator[Check]:
    """A line for a launch, or its way back, that stands half done."""
    if instead := world.standing(stack, world.environ).get(LAUNCH):
        yield Check("FAIL", stack, "launch", "stands half done", instead)


def _others(stack: str, world: "World") -> Iterator[str]:
    return (instead for name, instead in world.standing(stack, world.environ).items() if name != LAUNCH)
