"""Each question is asked once, whoever needs the answer and from however many threads; and not for ever."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from ops import background
from ops.commands import InputError

T = TypeVar("T")
SECONDS = 20.0


class LateError(InputError):
    """There is no answer yet, and nobody waits for it any longer."""


class Once:
    """Answers by question. The first who asks gets it, the others wait for that; a refusal is one too.

    `seconds` from now on nobody waits any longer, for any of them.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._lock, self._seconds = Lock(), seconds
        self._deadline = monotonic() + seconds
        self._answers: dict[Hashable, Future[Any]] = {}

    def __call__(self, question: Hashable, ask: Callable[[], T]) -> T:
        """The answer to a question. Raises what asking raised, and LateError."""
        with self._lock:
            if question not in self._answers:
                self._answers[question] = background.begun(ask)
            answer: Future[T] = self._answers[question]
        try:
            return answer.result(max(self._deadline - monotonic(), 0))
        except TimeoutError:
            # It may have come just now, or it is what asking has raised.
            if answer.done():
                return answer.result()
        raise LateError(f"cannot be looked at: no answer within {self._seconds:.0f} s; look again")
