"""What a move leaves to a person."""

from config.stacks import stack_file
from config.vendors import is_rehearsal
from ops.redis.allowed import strangers
from ops.redis.moving import Move
from ops.redis.stack_text import owner_of


def committed(move: Move) -> str:
    """What becomes of the stack file that was written."""
    file = stack_file(move.stack)
    if is_rehearsal(move.environ):
        return f"nothing about {file}: the sandbox keeps its copy until the file of the checkout changes"
    return f"commit {file} and push it now: an update without it deletes the new instance and its jobs"


def left(move: Move) -> list[str]:
    """A line for each thing to do by hand in the end."""
    stacks, old = move.stacks, move.journal.facts["old"][1]
    owned, own = owner_of(move.stack, stacks, old), stacks[move.stack].redis
    lists = [*([owned] if owned else []), *([(move.stack, own)] if own.mode == "dedicated" else [])]
    return [
        committed(move),
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
