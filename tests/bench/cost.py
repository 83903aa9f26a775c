"""What runs cost, their medians and their ratio. Pure."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """Seconds: CPU of a command and all it started, time on the clock, CPU of the server meanwhile."""

    cpu: float
    wall: float
    server: float = 0.0

    @property
    def total(self) -> float:
        """All CPU seconds."""
        return self.cpu + self.server


@dataclass(frozen=True)
class Comparison:
    """The runs of one command over the empty program and over ours."""

    command: str
    floor: Sequence[Cost]
    ours: Sequence[Cost]

    @property
    def cpu_ratio(self) -> float:
        """Ours to the floor, in CPU seconds, the server's among ours."""
        return median(self.ours).total / median(self.floor).total

    @property
    def wall_ratio(self) -> float:
        """Ours to the floor, on the clock."""
        return median(self.ours).wall / median(self.floor).wall


@dataclass(frozen=True)
class Refreshed:
    """A refresh of `size` bytes: seconds on the clock, of each phase, and bytes of memory at its peak."""

    documents: int
    size: int
    workers: int
    wall: float
    seconds: Mapping[str, float]
    peak: int


@dataclass(frozen=True)
class DataCosts:
    """Bytes that one core sanitizes in a second, and the refreshes."""

    sanitizer: float
    refreshes: Sequence[Refreshed]


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each number; raises StatisticsError without a run."""
    return Cost(
        cpu=statistics.median(cost.cpu for cost in costs),
        wall=statistics.median(cost.wall for cost in costs),
        server=statistics.median(cost.server for cost in costs),
    )
