"""`pulumi` over ours and over the floor, in turns."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.cost import Comparison, Cost
from tests.bench.floor import STACK, Floor
from tests.bench.measure import cost_of, server_cpu
from tests.engine.rehearsal import Rehearsal

# As people name it, and the words of the command.
COMMANDS = {
    "pulumi preview": ("preview",),
    "pulumi up --skip-preview": ("up", "--yes", "--skip-preview"),
}


def pulumi(stack: str, verb: str, *options: str) -> list[str]:
    """`pulumi VERB` over a stack."""
    return ["pulumi", verb, "--stack", stack, *options, "--non-interactive"]


def sandbox(*arguments: str) -> list[str]:
    """`python -m sandbox …`."""
    return [sys.executable, "-m", "sandbox", *arguments]


def warm_up(floor: Floor, ours: Rehearsal) -> None:
    """Bring the empty stack up, and make sure that neither program has anything to change."""
    check = ("preview", "--expect-no-changes")
    cost_of(["pulumi", "stack", "init", STACK, "--non-interactive"], floor.folder, floor.environment)
    cost_of(pulumi(STACK, *COMMANDS["pulumi up --skip-preview"]), floor.folder, floor.environment)
    cost_of(pulumi(STACK, *check), floor.folder, floor.environment)
    cost_of(sandbox("run", "--", *pulumi("dev", *check)), ours.folder)


def compare(command: str, floor: Floor, ours: Rehearsal, runs: int, say: Callable[[str], None]) -> Comparison:
    """Run one of COMMANDS over both, in turns, so that a machine that slows down slows both."""
    words, pairs = COMMANDS[command], []
    for number in range(1, runs + 1):
        say(f"{command}: run {number} of {runs}, ours and the floor")
        before = server_cpu(ours.folder)
        mine = cost_of(sandbox("run", "--", *pulumi("dev", *words)), ours.folder)
        empty = cost_of(pulumi(STACK, *words), floor.folder, floor.environment)
        # Looked at when the other has run as well: what the server does after its last answer is ours too.
        pairs.append((Cost(mine.cpu, mine.wall, server_cpu(ours.folder) - before), empty))
    return Comparison(command, [empty for _, empty in pairs], [mine for mine, _ in pairs])


_WHEN_UP = {"make up": ["make", "up"], "ops status": sandbox("run", "--", "python", "-m", "ops", "status")}


def when_up(folder: Path) -> dict[str, Cost]:
    """What people wait for in a checkout where everything is up already."""
    return {name: _with_server(command, folder) for name, command in _WHEN_UP.items()}


def _with_server(command: Sequence[str], folder: Path) -> Cost:
    before = server_cpu(folder)
    cost = cost_of(command, folder)
    return Cost(cost.cpu, cost.wall, server_cpu(folder) - before)
