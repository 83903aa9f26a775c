"""What a move leaves to a person."""

from collections.abc import Iterator

from config.regions import OUTBOUND
from config.settings import DedicatedRedis
from ops.redis.moving import Move
from ops.redis.stack_text import owner_of


def left(move: Move) -> list[str]:
    """A line for each thing to do by hand in the end."""
    stacks = move.stacks
    old = move.journal.facts["old"][1]
    owner, theirs = owner_of(move.stack, stacks, old)
    own = stacks[move.stack].redis
    lists = [(owner, theirs), *([(move.stack, own)] if own.mode == "dedicated" else [])]
    return [
        f"commit Pulumi.{move.stack}.yaml",
        *(line for stack, redis in lists for line in _ranges(stack, redis)),
        f"{move.stack} knew the password of {old}: `ops redis rotate --stack {owner}`",
        f"keys without the environment's name in {old} (`recording:…`) are nobody's, and stay there",
    ]


def _ranges(stack: str, redis: DedicatedRedis) -> Iterator[str]:
    """The ranges of an allow-list from which no service of Render calls."""
    known = {cidr for ranges in OUTBOUND.values() for cidr in ranges}
    for entry in redis.allow:
        if entry.cidr not in known:
            yield (
                f"`redis.allow` of {stack}: take {entry.cidr} ({entry.description}) off, if nothing else "
                f"needs it, and `pulumi up --stack {stack}`"
            )
