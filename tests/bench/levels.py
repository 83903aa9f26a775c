"""What each level of the tests costs, in a checkout of its own."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.cost import Cost
from tests.bench.measure import measure, tail
from tests.engine.rehearsal import Rehearsal

OPTIONS = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "-q")


@dataclass(frozen=True)
class Level:
    """One level, its cost (the sandboxes' servers among the CPU), pytest's exit code and its last line."""

    name: str
    cost: Cost
    code: int
    result: str


def run_levels(checkout: Rehearsal, say: Callable[[str], None]) -> list[Level]:
    """Run one level after the other; one that fails is told like the others."""
    return [_run(checkout.folder, name, say) for name in names(checkout.folder)]


def names(folder: Path) -> list[str]:
    """The levels that there are, as `tests/NAME`."""
    return sorted({file.parent.relative_to(folder).as_posix() for file in folder.glob("tests/*/test_*.py")})


def _run(folder: Path, name: str, say: Callable[[str], None]) -> Level:
    say(f"{name}: every test of this level")
    done = measure([sys.executable, "-m", "pytest", name, *OPTIONS], folder)
    if done.code != 0:
        say(f"{name} failed:\n{tail(done.text)}")
    last = next(iter(reversed(done.text.strip().splitlines())), "printed nothing")
    left = "" if done.complete else ", and a process was left running"
    return Level(name, done.cost, done.code, last.strip("= ") + left)
