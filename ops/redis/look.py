"""Before a move: where the environment's Redis is, and whether an update would move it and nothing else."""

import difflib

from config.rules import concerns, errors
from config.settings import Settings
from config.stacks import stack_file
from config.violations import SettingsError
from ops.asking import confirm
from ops.commands import InputError
from ops.operation import engine
from ops.operation.phases import tell
from ops.operation.stack_file import text_of, write
from ops.redis.allowed import refuse_closed
from ops.redis.expected import refuse_surprises
from ops.redis.moving import Move
from ops.redis.stack_text import owner_of, with_its_own
from ops.state import exported, resources

_NAME = "redis"


def shared_by(stack: str) -> tuple[str, str] | None:
    """Id and name of another stack's instance that the environment uses; None: it has its own.

    Raises InputError for a stack that is not up.
    """
    kinds = {
        resource["type"].rpartition(":")[2]: resource
        for resource in resources(exported(stack))
        if resource["urn"].rpartition("::")[2] == _NAME and resource.get("id")
    }
    if found := kinds.get("KeyValueRef"):
        return str(found["id"]), str(found["inputs"]["name"])
    if "KeyValue" in kinds:
        return None
    raise InputError(f"{stack}: is not up, so there is nothing to move; `pulumi up --stack {stack}` first")


def refuse_half_done(stack: str, settings: Settings) -> None:
    """Raise InputError where the file says shared and the state has an instance of its own."""
    if settings.redis.mode != "dedicated":
        raise InputError(
            f"{stack_file(stack)}: redis.mode: is shared, and the stack has an instance of its own; an "
            "update would delete it, and its jobs. Write `mode: dedicated`"
        )


def look(move: Move, *, ask: bool) -> None:
    """Make the stack file say it, and refuse, with the file as it was, what is not the move alone."""
    before, stacks = text_of(move.stack), move.stacks
    settings = stacks[move.stack]
    after = before if settings.redis.mode == "dedicated" else with_its_own(move.stack, stacks, before)
    if after != before:
        tell("\n".join(_diff(move.stack, before, after)))
        if ask:
            confirm(f"{stack_file(move.stack)} would be written as above.", move.stack, "--yes")
    first = move.journal.facts.get("before", before)
    move.journal.note(before=first, after=after, connection=settings.redis.connection)
    if after != before:
        write(move.stack, after, move.environ)
    _judge(move)


def _judge(move: Move) -> None:
    stacks = move.stacks
    if wrong := errors(stacks, only=concerns(move.stack)):
        raise SettingsError(wrong)
    own = stacks[move.stack].redis
    move.journal.note(new=own.name)
    if own.mode == "dedicated":
        owned = owner_of(move.stack, stacks, move.old.name)
        refuse_closed(stack_file(move.stack), own, owned[1] if owned else None)
    move.old.redis()
    refuse_surprises(
        engine.previewed(move.stack),
        "to its own",
        move.variable,
        f"Bring {move.stack} up to date first, or take the other changes out of its file; then run again",
    )


def _diff(stack: str, before: str, after: str) -> list[str]:
    names = (stack_file(stack), f"{stack_file(stack)} (with a Redis of its own)")
    return list(difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm="", n=1))
