"""What an operation has done so far, in a file that outlives it: the next command goes on from there."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.vendors import is_rehearsal
from ops.commands import InputError
from toolchain.cache import lock
from toolchain.files import write_whole

Facts = dict[str, Any]


class Journal:
    """Facts of one operation on one stack (JSON): which phases have ended, and what the others go by.

    Written whole at each change and readable by its owner only; it holds names, ids and times, no secret.
    """

    def __init__(self, file: Path, leads_on: str = "") -> None:
        self.file = file
        self.facts = _read(file)
        self._leads_on = leads_on

    def note(self, **facts: Any) -> None:
        """Keep facts, before what they are needed for begins."""
        self._write({**self.facts, **facts})

    def begin(self, **facts: Any) -> None:
        """Forget what was before: an operation begins."""
        self._write({"begun": time.time(), "done": {}, "leads on": self._leads_on, **facts})

    def end(self, how: str) -> None:
        """Note that it is over: `done`, `undone`. What it remembers stays for the way back."""
        self.note(ended=how, ended_at=time.time())

    @property
    def is_open(self) -> bool:
        """Whether it was begun and has not ended."""
        return bool(self.facts) and "ended" not in self.facts

    @property
    def done(self) -> Mapping[str, list[float]]:
        """The phases that have ended, each with when it began and ended (epoch seconds)."""
        return dict(self.facts.get("done", {}))

    def phase_ended(self, name: str, began: float) -> None:
        """Note that a phase has done all that it does."""
        self.note(done={**self.done, name: [began, time.time()]})

    def _write(self, facts: Facts) -> None:
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self.file, json.dumps(facts, indent=1), 0o600)
        self.facts = facts


def folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the journals are: of a rehearsal in its sandbox, else in the checkout, where git ignores them."""
    return (Path(environ["SANDBOX_DIR"]) if is_rehearsal(environ) else Path()) / ".operations"


def standing(stack: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The operations on a stack that stand half done, each with what leads on or back, for people."""
    files = sorted(folder(environ).glob(f"*-{stack}.json"))
    journals = {file.stem.removesuffix(f"-{stack}"): Journal(file) for file in files}
    return {name: str(journal.facts.get("leads on")) for name, journal in journals.items() if journal.is_open}


@contextmanager
def opened(
    operation: str, stack: str, leads_on: str, environ: Mapping[str, str] = os.environ
) -> Iterator[Journal]:
    """The journal of an operation on a stack, for one process at a time.

    `leads_on`: what people do about one that stands half done. Raises InputError while another operation on
    the stack does, or another process is at one.
    """
    with alone(stack, environ):
        for other, instead in standing(stack, environ).items():
            if other != operation:
                raise InputError(f"{stack}: an operation stands half done: {instead}; then run this again")
        yield Journal(folder(environ) / f"{operation}-{stack}.json", leads_on)


@contextmanager
def alone(stack: str, environ: Mapping[str, str] = os.environ) -> Iterator[None]:
    """At the stack, of all processes of this checkout. Raises InputError while another one is."""

    def busy() -> None:
        raise InputError(f"{stack}: another process is at an operation of this checkout; wait for its end")

    with lock(folder(environ) / f"{stack}.lock", busy):
        yield


def _read(file: Path) -> Facts:
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError):
        raise InputError(
            f"{file}: cannot be read, so nobody knows what was done; look at the stack, then move it away"
        ) from None
