"""A refresh of staging from its beginning to its end: the engine of `data/`, and what stands around it.

Backup, read, sanitize, verify, swap, and staging as it was again: in this order and no other. What was cut
off is first made whole, and then all of it is done anew.
"""

import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from config.parse import read_stack_files
from config.stacks import PRODUCTION, STAGING
from config.violations import SettingsError
from data.ends import Addresses
from data.errors import DataError, Interrupted, Refused
from data.receipt import Receipt
from data.refresh import Surroundings
from data.target.recover import Outcome
from ops.accounts import atlas
from ops.commands import InputError
from ops.data.addresses import reached
from ops.data.admission import admitted
from ops.data.backup import backed_up, described
from ops.data.looking import look, refuse_strangers
from ops.data.standstill import Standstill, standstill
from ops.data.unfinished import ON, make_whole
from ops.operation.journal import Facts, Journal
from ops.operation.phases import Halted, Phase, RefusedError, plan, run, tell
from ops.operation.refreshed import SWAP, last_of
from ops.operation.visitors import Browser
from ops.redis.connection import answering
from ops.smoke_site import site_of
from render.errors import RenderError

_CUT_OFF = "The last refresh was cut off: what it has left is made whole first, then all is done anew."
_GOES_ON_SECONDS = 2 * 3600.0
# For a service that has just been given back.
_PATIENCE = 120.0

Engine = Callable[[Surroundings], Receipt]


@dataclass(frozen=True)
class Wishes:
    """What a person may choose. `wait`: for staging's active jobs, seconds."""

    keep_jobs: bool = False
    dry_run: bool = False
    wait: float = 300.0


@dataclass
class Refreshing:
    """One refresh. `ends` are as the stack files know them, not as they are reached in a rehearsal.

    `guards` opens both with all that a refresh asks of them; `engine` is the refresh itself.
    """

    journal: Journal
    wishes: Wishes
    ends: Addresses
    guards: Callable[[], None]
    engine: Engine
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def __post_init__(self) -> None:
        self.stacks = read_stack_files(Path())
        self.receipt: Receipt | None = None

    def phases(self) -> list[Phase]:
        """What is done, in order."""
        jobs = "leave its Redis alone" if self.wishes.keep_jobs else "remove the jobs of its old data"
        steps = [
            Phase("look", "stack files, staging's services, both ends and their users", refusing(self._look)),
            Phase("backup", f"a backup of {PRODUCTION}'s cluster", refusing(self._backup)),
        ]
        if self.wishes.dry_run:
            return [*steps, Phase("try", "read, sanitize and verify, then drop it again", self._run)]
        new = f"{STAGING} has its new data"
        steps += [
            Phase(SWAP, "read, sanitize, verify; hold API and worker still; swap", self._run),
            Phase("jobs", jobs, lambda: self._still.clear(), f"{new}, and jobs of the old; run it again"),
            Phase(
                "start",
                "let API and worker go on as before",
                lambda: self._still.end(),
                f"{new}; {ON}",
            ),
            Phase("smoke", "look at site and API as a visitor", self._smoke, new),
        ]
        return [replace(step, do=answering()(step.do)) for step in steps]

    def announce(self) -> None:
        """Say what will be done."""
        tell(plan(self.phases(), self.journal) if not self.journal.is_open else _CUT_OFF)

    def go(self) -> Receipt:
        """All of it. Raises what ended it: then staging is whole and goes on, or a line says what is not."""
        refuse_strangers(self.stacks, self.ends)
        name = name_after(self.journal.facts, time.time()) or secrets.token_hex(4)
        ends = (STAGING,) if self.ends.archive else (PRODUCTION, STAGING)
        with admitted({stack: self.stacks[stack] for stack in ends}, name, self.environ):
            if self.journal.is_open:
                tell(f"the last one was cut off: {self._made_whole().text}")
            refreshed = last_of(self.journal.facts)
            self.journal.begin(keepJobs=self.wishes.keep_jobs, name=name, refreshed=refreshed)
            try:
                run(self.phases(), self.journal)
            except BaseException as error:
                raise self._mended(error) from None
        self.journal.end("done")
        assert self.receipt is not None
        return self.receipt

    def _mended(self, error: BaseException) -> BaseException:
        """What has ended it, as it is told once staging is whole again.

        What cannot be mended keeps the journal open, and services still. Raises Halted then.
        """
        if isinstance(error, DataError):
            self.receipt = error.receipt
        is_begun = self.journal.facts.get("loading") and not isinstance(error, Refused)
        outcome = None
        try:
            if is_begun or self.journal.facts.get("held"):
                with answering():
                    outcome = self._made_whole()
        except (DataError, InputError, RenderError) as second:
            said = str(error) if isinstance(error, DataError | InputError) else "it was stopped"
            raise Halted(f"{said}\n{STAGING} is not whole, or does not go on: {second}", ON) from None
        self.journal.end("failed")
        if isinstance(error, KeyboardInterrupt):
            is_new = self.receipt and self.receipt.outcome == "done"
            so = outcome.text if outcome else f"nothing was done to {STAGING}"
            error = Interrupted(f"{STAGING} has its new data" if is_new else so)
        if isinstance(error, DataError):
            self.receipt = error.receipt = (outcome and outcome.receipt) or self.receipt
            error.left = outcome.text if outcome and outcome.mended else error.left
        return error

    def _made_whole(self) -> Outcome:
        return make_whole(self.journal, reached(self.ends).target or "", self.environ)

    def _look(self) -> None:
        look(self.stacks, self.ends, self.environ, keep_jobs=self.wishes.keep_jobs)
        self.guards()

    def _backup(self) -> None:
        if self.ends.archive:
            tell(f"{self.ends.archive} is the backup")
            return
        settings = self.stacks[PRODUCTION]
        refresh = settings.database.refresh
        hours = refresh.backup_within_hours if refresh else None
        account = atlas.connect(settings.atlas.project_id, self.environ)
        name = described(self._name, dry_run=self.wishes.dry_run)
        found = backed_up(account, settings.database.cluster, name, hours)
        self.journal.note(backup=found.id)
        again = ", which is used again" if found.created_at.timestamp() < self.journal.facts["begun"] else ""
        tell(f"snapshot {found.id} of {found.created_at:%Y-%m-%d %H:%M} UTC ({found.kind}){again}")

    def _run(self) -> None:
        self.journal.note(loading=True)
        around = Surroundings(
            before_swap=lambda: self._still.begin(),
            backup=self.journal.facts.get("backup"),
            dry_run=self.wishes.dry_run,
        )
        self.receipt = self.engine(around)

    def _smoke(self) -> None:
        settings = self.stacks[STAGING]
        browser = Browser(self.environ)
        if found := browser.faults(settings, ("site", "api"), site_of(settings), _PATIENCE):
            raise InputError("\n".join([f"{STAGING}: does not answer well:", *found]))

    @property
    def _name(self) -> str:
        return str(self.journal.facts["name"])

    @cached_property
    def _still(self) -> Standstill:
        return standstill(self.journal, self.environ, self.wishes.wait)


def name_after(facts: Facts, now: float) -> str | None:
    """The name of the refresh before, where this one goes on with what that has begun; None otherwise.

    A snapshot that was asked for is found by it; one of longer ago is no backup of what is read now.
    """
    is_done, is_young = facts.get("ended") == "done", now - facts.get("begun", 0.0) < _GOES_ON_SECONDS
    return facts.get("name") if is_young and not is_done else None


def refusing(do: Callable[[], None]) -> Callable[[], None]:
    """The same, where nothing was begun yet that could stand half done."""

    def done() -> None:
        try:
            do()
        except (InputError, RenderError, SettingsError) as error:
            raise RefusedError(str(error)) from None

    return done
