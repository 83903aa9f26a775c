"""Open the site to everybody: checked, asked, watched, and undone by itself where something fails.

    python -m ops launch go                 asks for the stack's name
    python -m ops launch go --yes --json    in CI, behind a protected environment

Writes `launched: true`, and goes on only if the preview shows the gate's variable, the site's deployment
and the smoke test, and nothing else. When the update fails, or the site is not the application afterwards,
it goes back by itself: visitors first, then file and state. The commit of the stack file is shown, not made.
Exit code: 0 launched, 1 not launched and nothing of it is left, 2 refused, 3 stands half done: the same
command again, or `ops launch rollback`.
"""

import argparse
import os
from functools import partial
from pathlib import Path

from config.parse import read_stack_file
from config.stacks import stack_file
from ops.asking import confirm
from ops.commands import InputError
from ops.doctor.check import line
from ops.launch import gate
from ops.launch.conditions import looked_at
from ops.launch.conditions.world import World
from ops.launch.production import Production
from ops.launch.queue import goes_round
from ops.launch.rollback import gone_back
from ops.launch.steps import BACK, JOURNAL, ON, ROLLBACK, add_stack, commit_line, watched
from ops.launch.watch import Watch
from ops.operation import engine
from ops.operation.journal import Journal, opened
from ops.operation.phases import Account, Halted, Phase, plan, tell
from ops.operation.phases import run as run_phases
from ops.operation.visitors import Browser
from ops.smoke_site import site_of
from toolchain.command import ended_as_by_ctrl_c

# The last phase after which nothing of it is anywhere but in the stack file.
_ASKED = "ask"
_PATIENCE = 60.0


class NotLaunchedError(InputError):
    """A condition does not hold, or something failed and everything is as before."""

    exit_code = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `launch go`."""
    add_stack(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask for the stack's name")
    parser.add_argument("--json", action="store_true", help="the account for a script")


def run(arguments: argparse.Namespace) -> int:
    """Launch, and say what was done and seen."""
    account, code = launched(arguments.stack, ask=not arguments.yes)
    print(account.shown(arguments.json))
    return code


def launched(stack: str, *, ask: bool) -> tuple[Account, int]:
    """The account of a launch with its exit code. Raises InputError where nothing was begun, Halted."""
    with opened(JOURNAL, stack, ON) as journal:
        launch = Launch(stack, journal, ask=ask)
        launch.begin()
        tell(plan(launch.phases(), journal))
        return launch.done()


class Launch:
    """One launch, with what it knows of production."""

    def __init__(self, stack: str, journal: Journal, *, ask: bool) -> None:
        self._stack, self._journal, self._ask = stack, journal, ask
        self._production = Production.of(stack)
        self._browser = Browser()
        self._watch = Watch(partial(self._browser.look, self._production.settings))

    def begin(self) -> None:
        """Begin, or go on with what was asked and answered already. Raises InputError for a way back."""
        if self._journal.is_open and self._journal.facts.get("way") == "rollback":
            raise InputError(f"{self._stack}: the way back stands half done; {ROLLBACK} goes on with it")
        if not self._is_asked:
            if self._journal.is_open:
                gate.turn(self._stack, False)
            if gate.is_launched(self._stack):
                raise InputError(
                    f"{stack_file(self._stack)}: says `launched: true` already; nothing was done"
                )
            self._journal.begin(way="go")
        elif self._journal.facts["file"] != gate.digest(self._stack):
            raise InputError(
                f"{stack_file(self._stack)}: is another one than was looked at before the launch; {BACK}"
            )
        elif self._journal.facts.get("updating"):
            # Whose lock cannot be taken away undoes no launch.
            engine.unlocked(self._stack)

    def phases(self) -> list[Phase]:
        """What is done, in order."""
        stack = self._stack
        return [
            Phase("check", "check that everything is as a launch needs it", self._check),
            Phase("remember", "remember the deployment to return to", self._remember),
            Phase("preview", "write `launched: true`; the update may change nothing else", self._preview),
            Phase(_ASKED, f"ask for the name of the stack ({stack})", self._confirm),
            Phase("update", "`pulumi up`", lambda: engine.update_once(stack, self._journal), BACK),
            Phase("serve", "wait until visitors get the new deployment", self._serve, BACK),
            Phase("look", "look as a visitor: the application, its API, CORS", self._look, BACK),
            Phase("queue", "send one job round in a queue of its own", self._queue, BACK),
        ]

    def done(self) -> tuple[Account, int]:
        """Do it; when something fails after the question, go back."""
        account = Account("launch go", self._stack)
        try:
            with ended_as_by_ctrl_c(), watched(self._watch, account):
                if self._is_asked:
                    self._watch.start()
                account.phases = run_phases(self.phases(), self._journal)
        except (InputError, KeyboardInterrupt) as ended:
            if not self._is_asked:
                raise self._refused(ended) from None
            if isinstance(ended, KeyboardInterrupt):
                tell(f"stopped; the same command goes on; {BACK}")
                raise
            return self._undone(account, ended.what if isinstance(ended, Halted) else str(ended))
        account.facts["return to"] = self._journal.facts["remembered"]
        self._journal.end("done")
        account.left = commit_line(self._stack, True, os.environ)
        return account, 0

    @property
    def _is_asked(self) -> bool:
        return self._journal.is_open and _ASKED in self._journal.done

    def _refused(self, ended: BaseException) -> BaseException:
        is_checked = "check" in self._journal.done
        gate.turn(self._stack, False)
        self._journal.end("refused")
        if isinstance(ended, KeyboardInterrupt):
            return ended
        return (InputError if is_checked else NotLaunchedError)(str(ended))

    def _undone(self, account: Account, why: str) -> tuple[Account, int]:
        tell(f"{why}\nso it goes back to what was")
        facts = self._journal.facts
        kept = {key: facts[key] for key in ("remembered", "updating") if key in facts}
        self._journal.begin(way="rollback", asked=True, **kept)
        back = gone_back(self._production, self._browser, self._journal)
        back.operation, back.facts["why"] = account.operation, why
        back.facts["visitors"] = [*account.facts["visitors"], *back.facts["visitors"]]
        back.left = []
        return back, NotLaunchedError.exit_code

    def _check(self) -> None:
        failing = []
        for check in looked_at(self._stack, World.here(os.environ)):
            tell(line(check))
            failing += [check.what] if check.state == "FAIL" else []
        if failing:
            raise InputError(f"{self._stack}: not ready to launch: {', '.join(failing)}; nothing was done")

    def _remember(self) -> None:
        if self._production.is_rolled_back:
            raise InputError(
                f"{self._stack}: Vercel serves a deployment that somebody went back to, so a new one would "
                "not be seen; promote one first (`python -m ops rollback --done`)"
            )
        self._journal.note(remembered=self._production.remembered(self._production.served))

    def _preview(self) -> None:
        gate.turn(self._stack, True)
        self._journal.note(file=gate.digest(self._stack))
        found = engine.previewed(self._stack)
        wrong = [*gate.faults(read_stack_file(Path(), self._stack), found.changes)]
        if wrong:
            raise InputError(
                "\n".join([f"{self._stack}: the update would not be the launch and nothing else:", *wrong])
            )

    def _confirm(self) -> None:
        if self._ask:
            confirm(f"{self._stack} opens to everybody.", self._stack, "--yes")
        self._watch.start()

    def _serve(self) -> None:
        self._production.serve(self._production.deployed())

    def _look(self) -> None:
        settings = read_stack_file(Path(), self._stack)
        site = site_of(settings)
        if found := self._browser.faults(settings, ("site", "api"), site, _PATIENCE):
            raise Halted("\n".join(found))

    def _queue(self) -> None:
        goes_round(self._stack, os.environ)
