"""Everything that is measured, one after the other."""

import os
from collections.abc import Callable
from pathlib import Path

from tests.bench.compare import COMMANDS, compare, warm_up, when_up
from tests.bench.data import measure_data
from tests.bench.floor import Floor
from tests.bench.levels import run_levels
from tests.bench.machine import describe
from tests.bench.measure import succeeded
from tests.bench.report import Report
from tests.bench.requests import requests_of_updates
from tests.engine.rehearsal import Rehearsal


def run(folder: Path, runs: int, data: bool, levels: bool, say: Callable[[str], None]) -> Report:
    """Measure in checkouts under `folder`; raises BenchError when a command fails that must not."""
    load, *_ = os.getloadavg()
    say("make up in a checkout of its own, the first time")
    ours = _checkout(folder / "ours")
    done = ours.command("make", "up")
    succeeded(done.code, done.text, "make up")
    floor = Floor.make(folder / "floor", ours)
    machine = describe(floor.environment, load)
    say("make up, the second time, and a status")
    again = when_up(ours.folder)
    warm_up(floor, ours)
    comparisons = [compare(command, floor, ours, runs, say) for command in COMMANDS]
    requests = requests_of_updates(ours, say)
    ours.sandbox("stop")
    refreshes = measure_data(folder, say) if data else None
    tested = run_levels(_checkout(folder / "tested"), say) if levels else []
    return Report(machine, comparisons, requests, again, refreshes, tested)


def _checkout(folder: Path) -> Rehearsal:
    folder.mkdir()
    return Rehearsal.make(folder)
