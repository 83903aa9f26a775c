"""Work beside the main thread that nobody waits for at the end of the program: Ctrl-C ends it at once.

Threads of a pool of `concurrent.futures` are waited for, however long a vendor does not answer them.
"""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def begun(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
    """Do it on a thread of its own; the answer holds what it returns or raises."""
    answer: Future[T] = Future()

    def work() -> None:
        try:
            answer.set_result(do(*args, **kwargs))
        except BaseException as error:
            answer.set_exception(error)

    Thread(target=work, daemon=True).start()
    return answer
