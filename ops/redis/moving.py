"""A move of Redis: its two instances, and what its phases do. Each may be cut off anywhere and run again."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from config.contract import BY_NAME, REDIS_URL, name_of
from config.parse import read_stack_files
from config.settings import Settings
from ops.asking import confirm
from ops.commands import InputError
from ops.operation import engine
from ops.operation.journal import Journal
from ops.operation.phases import tell
from ops.operation.stack_file import text_of, write
from ops.redis.copying import mirror, remove
from ops.redis.hold import BusyError, hold, release
from ops.redis.instances import Instance
from ops.redis.keys import Scope, of_environment, scope_of
from ops.redis.stack_text import shared_again
from ops.redis.values import digest
from render import key_values
from render.client import RenderClient


@dataclass(frozen=True)
class Move:
    """One move, as its journal has it. `old` is the instance that is shared, `new` the environment's own."""

    stack: str
    journal: Journal
    client: RenderClient = field(repr=False)
    wait: float = 300.0
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    @property
    def stacks(self) -> dict[str, Settings]:
        """All stack files as they stand."""
        return read_stack_files(Path())

    @property
    def settings(self) -> Settings:
        """Those of the stack."""
        return self.stacks[self.stack]

    @cached_property
    def scope(self) -> Scope:
        """The environment's keys."""
        facts = self.journal.facts
        return scope_of(self.stack, self.stacks, facts["queuePrefix"], facts["ownPrefix"])

    @cached_property
    def old(self) -> Instance:
        """The instance that the environment shares."""
        found, name = self.journal.facts["old"]
        return Instance(self.client, found, name, self.environ)

    @property
    def new(self) -> Instance:
        """The environment's own. Raises InputError when it is not there."""
        name, settings = self.journal.facts["new"], self.settings
        found = key_values.named(self.client, {"name": name, "owner_id": settings.render.owner_id})
        if found is None:
            raise InputError(f"Render: Key Value {name} is not there; run the same command again")
        return Instance(self.client, found.id, found.name, self.environ)

    @property
    def variable(self) -> str:
        """What the application calls the address of Redis."""
        return name_of(self.settings, BY_NAME[REDIS_URL]) or REDIS_URL

    @property
    def copies(self) -> bool:
        """Whether jobs go along."""
        return bool(self.journal.facts["jobs"] == "copy")


def hold_still(move: Move) -> None:
    """Nobody works on the environment's queues from here on. With a job that does not end, all goes on."""
    move.journal.note(held=True)
    try:
        hold(move.client, move.settings, move.old, move.scope, move.journal, move.wait)
    except BusyError:
        tell("a job does not end: everything goes on as before")
        release(move.client, move.settings, move.old, move.scope, move.journal)
        put_back(move)
        move.journal.end("undone")
        raise


def put_back(move: Move) -> None:
    """The stack file as it was before the move, unless somebody has written it since."""
    facts = move.journal.facts
    if "after" in facts and text_of(move.stack) == facts["after"]:
        write(move.stack, facts["before"], move.environ)


def share_again(move: Move) -> None:
    """The stack file with the shared Redis: as it was, or as a person left it but for that."""
    put_back(move)
    if move.settings.redis.mode == "dedicated":
        text, facts = text_of(move.stack), move.journal.facts
        text = shared_again(move.stack, text, facts["old"][1], facts["connection"])
        write(move.stack, text, move.environ)


def bring_up(move: Move) -> None:
    """`pulumi up`, which makes the new instance and writes its address to services that stand still."""
    move.journal.note(madeNew=True)
    engine.update_once(move.stack, move.journal)
    move.new.redis()


def take_along(move: Move) -> None:
    """The environment's keys to the new instance, if they are to go along."""
    old = move.old.redis()
    if move.copies:
        copied = mirror(old, move.new.redis(), move.scope)
        tell(f"{copied.keys} keys copied, and compared")
        move.journal.note(copied=copied.keys)
    move.journal.note(digest=digest(old, of_environment(old, move.scope)))


def start(move: Move) -> None:
    """Queues and services go on with the new instance."""
    move.journal.note(onNew=True)
    release(move.client, move.settings, move.new, move.scope, move.journal)


def look_again(move: Move) -> None:
    """A job of ours goes through the new instance, in a queue of its own."""
    move.new.queues().goes_round(move.scope.check)


def remove_old(move: Move, *, ask: bool) -> None:
    """The environment's keys leave the instance that it shared, after a typed yes."""
    old, facts = move.old.redis(), move.journal.facts
    keys = set(of_environment(old, move.scope))
    if not facts.get("removing"):
        if digest(old, keys) != facts["digest"]:
            raise InputError(
                f"{move.stack}: its keys in {move.old.name} have changed since the move, so somebody "
                "still writes there (with the old REDIS_URL); stop who does. They stay until then"
            )
        if ask:
            confirm(
                f"{len(keys)} keys of {move.stack} would be removed from {move.old.name}; nobody else's. "
                "From then on there is no way back.",
                move.stack,
                "--yes",
            )
        move.journal.note(removing=True)
    removed = remove(old, keys, move.scope)
    move.journal.note(removed=move.journal.facts.get("removed", 0) + removed)
