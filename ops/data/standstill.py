"""Staging stands still while its data changes hands: services suspended, queues paused; and as before again.

What was suspended or paused already stays so. It is noted before it is done, so that the next command gives
back what one that was cut off has left.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.parse import read_stack_files
from config.settings import Settings
from config.stacks import STAGING
from data.errors import Failed
from ops.accounts import matches
from ops.commands import InputError
from ops.operation.journal import Journal
from ops.operation.phases import tell
from ops.redis.connection import answering
from ops.redis.copying import remove
from ops.redis.hold import hold, hold_services, release_services, resume_queues
from ops.redis.instances import Instance
from ops.redis.keys import Scope, of_environment, scope_of
from render.client import RenderClient
from render.errors import RenderError
from render.session import from_environment


@dataclass(frozen=True)
class Queues:
    """The environment's part of a Redis."""

    place: Instance
    scope: Scope


@dataclass(frozen=True)
class Standstill:
    """`queues` is None where Redis is left alone. `wait`: for active jobs, seconds."""

    client: RenderClient = field(repr=False)
    settings: Settings
    journal: Journal
    queues: Queues | None
    wait: float

    def begin(self) -> None:
        """From here on nobody writes. Raises Failed; what stands still by then is given back by `end`."""
        self.journal.note(held=True)
        tell("suspending API and worker: until they are live again, visitors of this environment get 503")
        try:
            if self.queues:
                place, scope = self.queues.place, self.queues.scope
                hold(self.client, self.settings, place, scope, self.journal, self.wait)
            else:
                hold_services(self.client, self.settings, self.journal)
        except (InputError, RenderError) as error:
            raise Failed(f"{error}; nothing was swapped in") from None

    def clear(self) -> None:
        """Remove the jobs, which speak of documents that are gone, and whatever else was cached of them."""
        if self.queues:
            redis = self.queues.place.redis()
            removed = remove(redis, set(of_environment(redis, self.queues.scope)), self.queues.scope)
            tell(f"{removed} keys removed from {self.queues.place.name}")

    def end(self) -> None:
        """Give back what `begin` took. Raises InputError, RenderError: then it can be called again.

        API and worker also where Redis does not answer; what was not noted was not taken.
        """
        facts, failed = self.journal.facts, None
        if not facts.get("held"):
            return
        if self.queues and facts.get("paused") is not None:
            try:
                with answering():
                    resume_queues(self.queues.place, self.queues.scope, self.journal)
            except InputError as error:
                failed = f"{error}; API and worker go on, its queues may be paused still"
        if facts.get("suspended") is not None:
            release_services(self.client, self.settings, self.journal)
        if failed:
            raise InputError(failed)
        self.journal.note(held=False, suspended=None, paused=None)


def standstill(journal: Journal, environ: Mapping[str, str], wait: float) -> Standstill:
    """Staging's, as the journal has it. Raises InputError, RenderError."""
    stacks, client = read_stack_files(Path()), from_environment(environ)
    own = None
    try:
        own = None if journal.facts.get("keepJobs") else queues(client, stacks, environ)
    except InputError as error:
        # Where there is none any more, nothing of it can be given back, and API and worker can.
        tell(str(error))
    return Standstill(client, stacks[STAGING], journal, own, wait)


def queues(client: RenderClient, stacks: Mapping[str, Settings], environ: Mapping[str, str]) -> Queues:
    """Staging's part of its Redis. Raises InputError, RenderError."""
    settings = stacks[STAGING]
    found = matches.key_value(client, settings)
    if found is None:
        raise InputError(f"Render: Key Value {settings.redis.name} is not there; bring {STAGING} up first")
    return Queues(Instance(client, found.id, found.name, environ), scope_of(STAGING, stacks))
