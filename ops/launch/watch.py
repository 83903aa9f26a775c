"""What visitors saw meanwhile and for how long, and waiting until they see what they should."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from ops.operation.phases import Halted
from ops.operation.visitors import APPLICATION, PRE_LAUNCH, Sight

_EACH = 0.25
_DEADLINE = 60.0
_PAUSE = 0.2


def wait_for(look: Callable[[], Sight], wanted: str) -> None:
    """Look until the site shows the wanted kind of page, or one that does not say. Raises Halted."""
    end = time.monotonic() + _DEADLINE
    while (seen := look()).is_error or seen.page in ({APPLICATION, PRE_LAUNCH} - {wanted}):
        if time.monotonic() >= end:
            raise Halted(f"visitors see {seen.page}, not {wanted}")
        time.sleep(_PAUSE)


@dataclass
class Seen:
    """One kind of page, from when to when (epoch seconds), and how many looks met it."""

    page: str
    is_error: bool
    since: float
    until: float
    looks: int = 1


@dataclass
class Watch:
    """Looks four times a second from `start` to the end of `with`, beside whatever is done there."""

    look: Callable[[], Sight]
    seen: list[Seen] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def start(self) -> None:
        """Take the first look, and go on."""
        self._note()
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread:
            self._thread.join()

    def account(self) -> list[dict[str, Any]]:
        """What was seen, in order: page, since, until, seconds, looks, error."""
        return [
            {
                "page": each.page,
                "error": each.is_error,
                "since": datetime.fromtimestamp(each.since, UTC).isoformat(timespec="milliseconds"),
                "seconds": round(each.until - each.since, 2),
                "looks": each.looks,
            }
            for each in self.seen
        ]

    def add(self, sight: Sight, at: float) -> None:
        """Note one look; the same page as before goes on."""
        last = self.seen[-1] if self.seen else None
        if last:
            last.until = at
        if last and (last.page, last.is_error) == (sight.page, sight.is_error):
            last.looks += 1
        else:
            self.seen.append(Seen(sight.page, sight.is_error, at, at))

    def _go_on(self) -> None:
        while not self._over.wait(_EACH):
            self._note()
        self._note()

    def _note(self) -> None:
        self.add(self.look(), time.time())
