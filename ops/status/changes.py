"""What differs from the last update, what waits for the end of a freeze, and what stands half done."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from ops.commands import InputError
from ops.doctor.check import Check
from ops.status.drift import UNOPENED, Drift
from ops.status.known import SERVICES, Known
from ops.status.model import Changes
from ops.status.part import refusal
from ops.status.sources import Sources

WHAT = "changes"
T = TypeVar("T")


def looked(stack: str, sources: Sources, drift: Iterable[Drift]) -> Changes:
    """The changes of an environment; `drift`: of each part."""
    state, frozen, found = sources.state(stack), sources.settings(stack).freeze, list(drift)
    changes = Changes(
        frozen=frozen,
        drift=tuple(path for each in found for path in each.paths),
        uncompared=("everything",) if state.fault else _distinct(each.uncompared for each in found),
        waiting=None if state.fault else tuple(_waiting(state)) if frozen else (),
    )
    refused = _distinct((each.refused,) for each in found if each.refused)
    checks = [*_of_state(stack, state), *refused, *_of_drift(stack, changes)]
    try:
        standing = tuple(sources.world.standing(stack, sources.world.environ).items())
    except InputError as error:
        return replace(changes, operations=None, checks=(*checks, refusal(error, stack, WHAT)))
    halves = [Check("note", stack, WHAT, f"{name} stands half done", do) for name, do in standing]
    return replace(
        changes, operations=tuple(f"{name}: {do}" for name, do in standing), checks=(*halves, *checks)
    )


def _distinct(found: Iterable[Iterable[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(found)))


def _waiting(state: Known) -> Iterator[str]:
    """The parts to which something was written that is not deployed, by the state."""
    for role, kind in SERVICES.items():
        service, deploy = state.objects.get((kind, role)), state.objects.get(("Deploy", role))
        if service and deploy and service.outputs.get("revision") != deploy.outputs.get("revision"):
            yield role
    deployments = [each.modified for _, each in state.of_type("Deployment") if each.modified]
    written = [each.modified for _, each in state.of_type("ProjectEnvironmentVariable") if each.modified]
    if deployments and written and max(written) > max(deployments):
        yield "frontend"


def _of_state(stack: str, state: Known) -> Iterator[Check]:
    if state.fault:
        found = f"what has changed since the last update is not known: {state.fault}"
        yield Check("doubt", stack, WHAT, found)
    elif not state.is_up:
        yield Check("note", stack, WHAT, "is not up yet", f"`pulumi up --stack {stack}` makes it")


def _of_drift(stack: str, changes: Changes) -> Iterator[Check]:
    if changes.drift:
        do = f"`pulumi preview --stack {stack} --refresh --diff` shows it: write it into the file or undo it"
        found = f"changed since the last update: {', '.join(changes.drift)}"
        yield Check("note", stack, WHAT, found, do)
    if changes.waiting:
        found = f"written, and not deployed under `freeze`: {', '.join(changes.waiting)}"
        yield Check("note", stack, WHAT, found, "take `freeze` away and update")
    elif changes.frozen:
        yield Check("note", stack, WHAT, "is frozen: nothing is deployed", "take `freeze` away and update")
    if UNOPENED in changes.uncompared:
        found = "values of secrets were not compared: nothing here opens the state's"
        own = f"{stack.upper()}_PULUMI_CONFIG_PASSPHRASE"
        do = f"set PULUMI_CONFIG_PASSPHRASE, or {own}, to what opens this stack's state"
        yield Check("note", stack, WHAT, found, do)
