"""Each question is asked once, whoever needs the answer and from however many threads."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Once:
    """Answers by question. The first who asks gets it, the others wait for that; a refusal is one too."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: dict[Hashable, Future[Any]] = {}

    def __call__(self, question: Hashable, ask: Callable[[], T]) -> T:
        """The answer to a question. Raises what asking raised."""
        with self._lock:
            asked = question in self._answers
            answer: Future[T] = self._answers.setdefault(question, Future())
        if not asked:
            try:
                answer.set_result(ask())
            except Exception as error:
                answer.set_exception(error)
        return answer.result()
