"""The tables of a benchmark, the same for the terminal and for the page. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench.cost import Comparison, Cost, DataCosts, Refreshed, median
from tests.bench.levels import Level
from tests.bench.machine import Machine
from tests.bench.requests import Requests


@dataclass(frozen=True)
class Report:
    """Everything that was measured; no data and no levels when they were left out."""

    machine: Machine
    comparisons: Sequence[Comparison]
    requests: Sequence[Requests]
    when_up: Mapping[str, Cost]
    data: DataCosts | None
    levels: Sequence[Level]


@dataclass(frozen=True)
class Section:
    """Cells as text; the first column is words, `numbers` tells how many columns after it are numbers."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: int


def sections(report: Report) -> list[Section]:
    """One section for each thing that was measured."""
    found = [_comparisons(report.comparisons), _requests(report.requests), _when_up(report.when_up)]
    found += data_sections(report.data) if report.data else []
    return [*found, _levels(report.levels)] if report.levels else found


def for_scripts(report: Report) -> dict[str, Any]:
    """Every run, in seconds, and the ratios; JSON-able."""
    ratios = {each.command: {"cpu": each.cpu_ratio, "wall": each.wall_ratio} for each in report.comparisons}
    return {**asdict(report), "ratios": ratios}


def seconds(value: float) -> str:
    """Hundredths: below that is noise."""
    return f"{value:.2f}"


def _comparisons(comparisons: Sequence[Comparison]) -> Section:
    header = ("nothing to change", "floor CPU", "ours CPU", "+ server", "ours in all", "ratio CPU")
    rows = []
    for each in comparisons:
        floor, ours = median(each.floor), median(each.ours)
        cpu = (floor.cpu, ours.cpu, ours.server, ours.total, each.cpu_ratio)
        rows.append([each.command, *map(seconds, (*cpu, floor.wall, ours.wall, each.wall_ratio))])
    runs = len(comparisons[0].ours)
    title = f"Against an empty program: seconds, medians of {runs} run{'s' if runs > 1 else ''}"
    return Section(title, (*header, "floor wall", "ours wall", "ratio wall"), rows, 8)


def _requests(found: Sequence[Requests]) -> Section:
    rows = [[each.update, str(each.count), str(len(each.writes)), _list(each.writes)] for each in found]
    return Section("Requests of one update of dev", ("update", "requests", "writes", "which"), rows, 2)


def _list(writes: Sequence[str]) -> str:
    return ", ".join(writes) or "-"


def _when_up(costs: Mapping[str, Cost]) -> Section:
    header = ("command", "CPU", "+ server", "in all", "wall")
    rows = [[name, *map(seconds, (c.cpu, c.server, c.total, c.wall))] for name, c in costs.items()]
    return Section("When all is up: seconds", header, rows, 4)


_PHASES = ("reading", "loading", "indexes", "verifying", "swapping")


def data_sections(costs: DataCosts) -> list[Section]:
    """The sanitizer's rate, and a row for each refresh."""
    speed = ("sanitizing on one core", f"{costs.sanitizer / 1e6:.1f}")
    head = ("documents", "MB", "workers", "wall", "MB/s", *_PHASES, "peak memory MB")
    return [
        Section("People's data: sanitizing", ("step", "MB/s"), [speed], 1),
        Section("People's data: refreshes, seconds", head, list(map(_refresh, costs.refreshes)), 10),
    ]


def _refresh(one: Refreshed) -> list[str]:
    size = one.size / 1e6
    phases = [seconds(one.seconds.get(phase, 0)) for phase in _PHASES]
    ends = [f"{size:.0f}", str(one.workers), seconds(one.wall), f"{size / one.wall:.1f}"]
    return [f"{one.documents:,}", *ends, *phases, f"{one.peak / 1e6:.0f}"]


def _levels(levels: Sequence[Level]) -> Section:
    rows = [[each.name, seconds(each.cost.cpu), seconds(each.cost.wall), each.result] for each in levels]
    return Section("Tests: seconds", ("level", "CPU", "wall", "result"), rows, 2)
