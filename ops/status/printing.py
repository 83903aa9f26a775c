"""`ops status` from the first look to the exit code."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from config.stacks import STACKS
from ops.commands import InputError
from ops.launch.conditions.world import World
from ops.status import LEAST
from ops.status.known import begun
from ops.status.look import States, looked
from ops.status.model import Status
from ops.status.shown import as_json, as_table
from ops.status.sources import BRIEF
from ops.terminal import on_terminal
from toolchain.command import ended_as_by_ctrl_c

# A screen of its own, and the one from before with all that it showed.
_ENTERED, _LEFT = "\x1b[?1049h", "\x1b[?1049l"
_CLEARED = "\x1b[H\x1b[2J"


def run(arguments: argparse.Namespace, states: States) -> int:
    """Look, and print it. Raises SettingsError, InputError."""
    if arguments.watch is not None:
        return _watched(arguments.watch, states)
    if arguments.html:
        # Here, because a table needs no templates.
        from ops.status.written import written

        status = written(arguments.html, World.here(os.environ, BRIEF), states)
        print(f"{arguments.html} written")
        return _code(status)
    status = now(states)
    print(as_json(status) if arguments.json else as_table(status))
    return _code(status)


def now(states: States) -> Status:
    """The environments of this folder's stack files. Raises SettingsError."""
    return looked(World.here(os.environ, BRIEF), states)


def _watched(seconds: float, states: States) -> int:
    """Draw it anew until Ctrl-C, which is raised before the first look has ended; the code is of the last."""
    if seconds < LEAST:
        raise InputError(f"--watch: give it {LEAST:.0f} seconds at least: the vendors count the requests")
    if not on_terminal():
        raise InputError("--watch draws on a terminal: leave it out in a pipe, or write --json")
    code = None
    try:
        with ended_as_by_ctrl_c(), _own_screen():
            while True:
                status = now(states)
                print(f"{_CLEARED}{as_table(status)}\n\n{status.at:%H:%M:%S} UTC, Ctrl-C ends it", flush=True)
                code = _code(status)
                sleep(seconds)
                states = begun(STACKS)
    except KeyboardInterrupt:
        if code is None:
            raise
        return code


@contextmanager
def _own_screen() -> Iterator[None]:
    # Whole lines: the stream that hides secrets holds back what is none.
    print(_ENTERED, flush=True)
    try:
        yield
    finally:
        print(_LEFT, flush=True)


def _code(status: Status) -> int:
    return {"FAIL": 1, "doubt": 2}.get(status.state, 0)
