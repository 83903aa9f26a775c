"""Whether somebody's update of production runs, and what an update would change that nobody has asked for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ops.ci import drift
from ops.ci.markdown import sentence
from ops.commands import InputError
from ops.doctor.check import Check
from ops.operation.locks import NO_PULUMI, UnknownError

if TYPE_CHECKING:
    from ops.launch.conditions.world import World


def checks(stack: str, world: "World") -> Iterator[Check]:
    """Nobody else's update, and no drift."""
    what = "updates of others"
    try:
        if who := world.updating(stack, world.environ):
            do = f"wait for its end; `pulumi cancel --stack {stack}` takes the lock of a dead one away"
            yield Check("FAIL", stack, what, f"{who} is at an update", do)
        else:
            yield Check("ok", stack, what, "nobody is at one")
    except UnknownError as error:
        yield Check("note", stack, what, str(error), "an update stops there by itself while another runs")
    except InputError as error:
        yield Check("FAIL", stack, what, f"could not be looked at: {error}")
    yield _drift(stack, world)


def _drift(stack: str, world: "World") -> Check:
    do = f"`pulumi preview --stack {stack} --refresh --diff` shows it: write it into the file or undo it"
    try:
        preview = world.preview(stack, "--refresh")
    except InputError as error:
        return Check("FAIL", stack, "drift", f"could not be looked at: {error}")
    except FileNotFoundError:
        return Check("FAIL", stack, "drift", f"could not be looked at: {NO_PULUMI}")
    # As the nightly look has it: that old deployments are gone from Vercel is none.
    if drift.decide(stack, preview, False, []).action == "nothing":
        return Check("ok", stack, "drift", "an update would change nothing")
    return Check("FAIL", stack, "drift", f"an update would change something: {sentence(preview.changes)}", do)
