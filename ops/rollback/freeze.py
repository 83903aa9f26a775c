"""`freeze: true`, in the stack file and in force: no push and no update undoes a rollback. And its end."""

from config.stacks import stack_file
from ops.adopt.edits import applied, holds, without
from ops.adopt.plan import Edit
from ops.ci.preview import Change
from ops.commands import InputError
from ops.operation import engine
from ops.operation import stack_file as file_of
from ops.operation.journal import Journal

_KEY = "freeze"
_SERVICES = (":WebService", ":BackgroundWorker")
_PUSHES = {"auto_deploy_trigger"}


def frozen(name: str, text: str) -> str:
    """The text of a stack file with `freeze: true`. Raises SettingsError where that cannot be edited."""
    after = "protect" if holds(text, "protect") else "launched"
    return applied(name, text, [Edit(_KEY, value=True, after=after)])


def thawed(name: str, text: str, was: bool | None) -> str:
    """The text as it was before `frozen` in this one key. `was`: its value then, None for no such key."""
    if was is None:
        return without(name, text, _KEY)
    # Where it stood before, a person has taken it out.
    return text if was else applied(name, text, [Edit(_KEY, was, "launched")])


def is_said(text: str) -> bool:
    """Whether the key stands in the text."""
    return holds(text, _KEY)


def write_frozen(stack: str) -> None:
    """Write it into the stack file."""
    _write(stack, frozen(stack_file(stack), file_of.text_of(stack)))


def write_thawed(stack: str, was: bool | None) -> None:
    """Take it out of the stack file again."""
    _write(stack, thawed(stack_file(stack), file_of.text_of(stack), was))


def _write(stack: str, text: str) -> None:
    if text != file_of.text_of(stack):
        file_of.write(stack, text)


def in_force(stack: str, journal: Journal) -> None:
    """Bring the freeze into the services by an update that does nothing else.

    Raises InputError, with nothing written, where the update would do more.
    """
    if journal.facts.get("updating"):
        engine.unlocked(stack)
    changes = engine.previewed(stack).changes
    if others := [change for change in changes if not stops_pushes(change)]:
        raise InputError(
            f"{stack}: the update would do more than freeze ({', '.join(map(_shown, others))}), as "
            f"{stack_file(stack)} is not what is deployed. So it is left to you: put the rest back, or "
            f"run `pulumi up --stack {stack}`; then the same command again"
        )
    if changes:
        engine.update_once(stack, journal)


def stops_pushes(change: Change) -> bool:
    """Whether all that a change does is to keep a service from deploying pushes."""
    is_service = change.token.endswith(_SERVICES) and change.operation == "update"
    return is_service and {key.path for key in change.keys} <= _PUSHES


def _shown(change: Change) -> str:
    return f"{change.operation} {change.kind} {change.name}"
