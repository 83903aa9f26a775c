"""Worker processes: batches go out, results come back, and only a few batches are ever on their way."""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TypeVar

from data.errors import Failed

Item = TypeVar("Item")
Result = TypeVar("Result")

# Enough that no worker waits for the reader; each is some megabytes.
_AHEAD = 2
# More than a batch holds.
_OBJECTS = 200_000


class Workers:
    """`count` processes, started afresh (spawn): no lock or connection of this process is in them."""

    def __init__(self, count: int) -> None:
        self._in_flight = count * (1 + _AHEAD)
        with _deaf_from_the_start():  # the process that clears shared memory away begins here
            self._pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_begin)

    def over(
        self, task: Callable[[Item], Result], items: Iterable[Item]
    ) -> Generator[tuple[Item, Result], None, None]:
        """Each item with what `task` made of it, in order. `task` and the results are sent by pickle.

        Raises what `task` raises, and Failed where a worker died. No worker is at work any more when it has
        ended or is closed.
        """
        waiting: deque[tuple[Item, Future[Result]]] = deque()
        try:
            for item in items:
                with _deaf_from_the_start():
                    waiting.append((item, self._pool.submit(task, item)))
                if len(waiting) >= self._in_flight:
                    yield waiting[0][0], waiting[0][1].result()
                    waiting.popleft()
            while waiting:
                yield waiting[0][0], waiting[0][1].result()
                waiting.popleft()
        except BaseException as error:
            # What has begun still writes: whoever undoes it afterwards must be the last. The pool itself
            # cancels the rest: where its workers have died too, it never ends after one cancelled from here.
            self._pool.shutdown(cancel_futures=True)
            if isinstance(error, BrokenProcessPool):
                raise _died() from None
            raise

    def beside(self, task: Callable[[Item], Result], item: Item) -> Callable[[], Result]:
        """Begins one task; what is given back waits for its result, and raises as `over` does."""
        future = self._submit(task, item)

        def result() -> Result:
            try:
                return future.result()
            except BrokenProcessPool:
                raise _died() from None

        return result

    def _submit(self, task: Callable[[Item], Result], item: Item) -> Future[Result]:
        try:
            with _deaf_from_the_start():
                return self._pool.submit(task, item)
        except BrokenProcessPool:
            raise _died() from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)


def _died() -> Failed:
    return Failed(
        "A worker process ended by itself, which is mostly the machine running out of memory: "
        "nothing was swapped in. Run it with `--workers 1`, or on a machine with more memory."
    )


@contextmanager
def _deaf_from_the_start() -> Iterator[None]:
    """A terminal tells every process of Ctrl-C and of its own end; what is started inside never hears it, and
    we hear it then."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """A worker ends with its parent, however that ends, and leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A batch's documents are hundreds of thousands of objects and no cycles: looking for some among them,
    # again after each 700, took a quarter of the time.
    gc.set_threshold(_OBJECTS)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
