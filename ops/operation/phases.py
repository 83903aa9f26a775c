"""An operation as a numbered plan, its phases one after the other, and an account of what they took."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from config.violations import SettingsError
from ops.commands import InputError
from ops.operation.journal import Journal
from ops.terminal import folded, styled
from render.errors import RenderError
from toolchain.command import said


class Halted(InputError):
    """It was begun and could not be finished: `what`, and below it the command that leads on or back."""

    exit_code = 3

    def __init__(self, what: str, way_back: str = "") -> None:
        super().__init__(f"{what}\n{way_back}" if way_back else what)
        self.what = what


class RefusedError(InputError):
    """It was refused before anything was changed, and is as if it had not been begun."""


@dataclass(frozen=True)
class Phase:
    """`says`: its line of the plan. `do` may run again after it was cut off at any point.

    `way_back`: what leads on or back when it fails, for people.
    """

    name: str
    says: str
    do: Callable[[], None]
    way_back: str = ""


@dataclass
class Account:
    """What an operation did, for people and for scripts: `facts` are its own findings, in JSON's types."""

    operation: str
    stack: str
    phases: list[tuple[str, float, float]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def shown(self, as_json: bool) -> str:
        """The account: a line for each phase, each fact, and each thing that is left to a person."""
        if as_json:
            phases = [{"phase": name, "at": _time(at), "seconds": round(s, 3)} for name, at, s in self.phases]
            return json.dumps(
                {"operation": self.operation, "stack": self.stack, "phases": phases}
                | {"facts": self.facts, "left": self.left},
                indent=2,
            )
        return "\n".join([f"{self.operation} {self.stack}", *(folded(line, 4) for line in self._lines())])

    def _lines(self) -> Iterator[str]:
        for name, at, seconds in self.phases:
            yield f"  {_time(at)}  {name}, {seconds:.1f} s"
        for key, value in self.facts.items():
            items = value if isinstance(value, list) else [value]
            yield from (f"  {key}: {_words(item)}" for item in items)
        yield from (f"  left to do: {line}" for line in self.left)


def plan(phases: Sequence[Phase], journal: Journal) -> str:
    """The numbered plan; what an earlier command has done already says so."""
    done = journal.done if journal.is_open else ()
    return "\n".join(
        f"{number:2}. {phase.says}{styled(' (done)', 'green') if phase.name in done else ''}"
        for number, phase in enumerate(phases, 1)
    )


def run(phases: Sequence[Phase], journal: Journal) -> list[tuple[str, float, float]]:
    """Do what is not done yet, in order; returns name, beginning and seconds of every phase.

    Raises what a phase raises; one line for people says where it stands and what leads on or back.
    """
    for number, phase in enumerate(phases, 1):
        if phase.name in journal.done:
            continue
        tell(f"{number}/{len(phases)} {phase.says}")
        began = time.time()
        try:
            phase.do()
        except RefusedError:
            raise
        except (InputError, RenderError, SettingsError) as error:
            raise Halted(str(error), phase.way_back) from None
        except OSError as error:
            raise Halted(said(error), phase.way_back) from None
        journal.phase_ended(phase.name, began)
    return [(name, began, ended - began) for name, (began, ended) in journal.done.items()]


def tell(line: str) -> None:
    """A line of progress, which leaves standard output to the account."""
    print(line, file=sys.stderr, flush=True)


def _words(value: Any) -> str:
    """A fact for people: of several, each with its name, but for what is not so or not known."""
    if not isinstance(value, dict):
        return str(value)
    return ", ".join(f"{name} {item}" for name, item in value.items() if item not in (None, False))


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
