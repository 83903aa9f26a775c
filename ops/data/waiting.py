"""Waiting for what Atlas does in its own time: the clock, where progress is told, and how often to look."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ops.operation.phases import tell as to_people

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0


@dataclass(frozen=True)
class Clock:
    """The time (epoch seconds), a pause (seconds), and where progress is told."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    tell: Callable[[str], None] = to_people

    def looks(self, patience: float) -> Iterator[None]:
        """One look at once, and more until `patience` (seconds) is used up, the pauses ever twice as long.

        Most of a long wait is Atlas', and a rehearsal's is short.
        """
        deadline, pause = self.now() + patience, _FIRST_PAUSE
        yield
        while self.now() < deadline:
            self.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
            yield
