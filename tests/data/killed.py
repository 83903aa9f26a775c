"""A process that ends itself, as `kill -9` or Ctrl-C does, at the n-th decisive command that it sends.

Decisive is what a swap consists of: a write to the journal, a rename, a drop. `before` is when the command
has not left yet, `after` when its reply is there. What is killed is a function of any module.
"""

import os
import signal
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Literal

from pymongo import monitoring

from data.target.names import JOURNAL

Moment = Literal["before", "after"]
MOMENTS: tuple[Moment, ...] = ("before", "after")
_NEVER = 0
_DEADLINE_SECONDS = 20
# The start of a Python with its imports takes longer than what is killed: each process is a fork of one that
# has them, and that has no client and no thread of pymongo's.
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.data.small_refresh", __name__])


class Killer(monitoring.CommandListener):
    """Counts decisive commands of all clients of this process, and ends it by `ending` at the `number`th."""

    def __init__(self, moment: Moment, number: int, ending: signal.Signals) -> None:
        self.moment, self.number, self.ending, self.count = moment, number, ending, 0
        self._last: int | None = None

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if not _decisive(event.command_name, event.command):
            return
        self.count += 1
        if self.count == self.number:
            self._last = event.request_id
            self._end("before")

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        if event.request_id == self._last:
            self._end("after")

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        pass

    def _end(self, moment: Moment) -> None:
        if moment != self.moment:
            return
        if self.ending == signal.SIGKILL:
            os.kill(os.getpid(), self.ending)
        os.killpg(os.getpgrp(), self.ending)  # as a terminal does


def _decisive(name: str, command: Any) -> bool:
    if name in {"renameCollection", "drop"}:
        return True
    return name in {"insert", "update", "delete", "findAndModify"} and command[name] == JOURNAL


def decisive_commands(function: Callable[[Any], object], argument: object) -> int:
    """How many such commands the function sends when it is let live."""
    count = _run("before", _NEVER, function, argument)
    assert isinstance(count, int), count
    return count


def kill(moment: Moment, number: int, function: Callable[[Any], object], argument: object) -> None:
    """Run the function in a process of its own, which must not survive the `number`th such command."""
    said = _run(moment, number, function, argument)
    assert said is None, said


def stop(moment: Moment, number: int, function: Callable[[Any], object], argument: object) -> str:
    """Run the function in a process of its own; what it says at its end, after Ctrl-C at that command."""
    said = _run(moment, number, function, argument, signal.SIGINT)
    assert isinstance(said, str), said
    kind, _, text = said.splitlines()[-1].partition(": ")
    assert kind == "data.errors.Interrupted", said
    return text


def _run(
    moment: Moment,
    number: int,
    function: Callable[[Any], object],
    argument: object,
    ending: signal.Signals = signal.SIGKILL,
) -> int | str | None:
    """How many decisive commands it has sent, or with what it failed; None if it was killed.

    Told by a pipe: what `multiprocessing` says of an end is lost when several threads ask it.
    """
    here, there = _PROCESSES.Pipe(duplex=False)
    child = _PROCESSES.Process(
        target=_child, args=(there, Killer(moment, number, ending), function, argument)
    )
    child.start()
    there.close()
    with here:
        try:
            said: int | str | None = here.recv()
        except EOFError:
            said = None
    assert child.pid
    child.join()
    _await_end(child.pid)
    return said


def _await_end(group: int) -> None:
    """Returns when all that a process had started has ended by itself; fails if something does not."""
    deadline = time.monotonic() + _DEADLINE_SECONDS
    with suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            time.sleep(0.01)
        os.killpg(group, signal.SIGKILL)
        raise AssertionError("a process that the killed one had started has outlived it")


def _child(parent: Connection, killer: Killer, function: Callable[[Any], object], argument: object) -> None:
    os.setsid()
    # Ignored where the tests were started in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    monitoring.register(killer)
    try:
        function(argument)
    except Exception:  # whatever it is, the test is to show it
        parent.send(traceback.format_exc())
    else:
        parent.send(killer.count)
