"""Measuring commands, and the sandbox's server beside them."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.cost import Cost
from tests.engine.rehearsal import ANSI, ROOT

TAIL_LINES = 30


class BenchError(Exception):
    """The benchmark cannot go on. The text says what failed and how that command ended."""


@dataclass(frozen=True)
class Measured:
    """A command that has run; `cost` is without the server; `complete`: no process was left running."""

    code: int
    text: str
    cost: Cost
    complete: bool


def measure(command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> Measured:
    """Run a command in `folder` to its end; `env` None: this process's own environment."""
    reaper = [sys.executable, "-m", "tests.bench.reaper", str(folder), *command]
    done = subprocess.run(
        reaper, cwd=ROOT, env=env or os.environ, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        raise BenchError(f"{' '.join(command)}: could not be measured")
    found = json.loads(done.stdout)
    cost = Cost(cpu=found["cpu"], wall=found["wall"])
    return Measured(found["code"], ANSI.sub("", found["text"]), cost, found["complete"])


def cost_of(command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> Cost:
    """The cost of a command that has to succeed and to leave nothing behind; raises BenchError otherwise."""
    done = measure(command, folder, env)
    succeeded(done.code, done.text, " ".join(command))
    if not done.complete:
        raise BenchError(f"{' '.join(command)}: left a process running, whose CPU cannot be told")
    return done.cost


def succeeded(code: int, text: str, what: str) -> str:
    """The text of a command that ended well; raises BenchError with the end of it otherwise."""
    if code != 0:
        raise BenchError(f"{what} ended with exit code {code}:\n{tail(text)}")
    return text


def tail(text: str) -> str:
    """The last lines of what a command printed, where it says what went wrong."""
    return "\n".join(text.rstrip().splitlines()[-TAIL_LINES:])


def server_cpu(checkout: Path) -> float:
    """CPU seconds so far of the sandbox's server and of what it started; raises BenchError if it is gone."""
    try:
        server = psutil.Process(int((checkout / ".sandbox" / "server.pid").read_text()))
        return _spent(server) + sum(map(_spent_if_there, server.children(recursive=True)))
    except (OSError, ValueError, psutil.Error):
        raise BenchError("the server of the sandbox does not run any more") from None


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    # What has ended is among its parent's children: nothing gets lost between two looks.
    return times.user + times.system + times.children_user + times.children_system


def _spent_if_there(process: psutil.Process) -> float:
    try:
        return _spent(process)
    except psutil.NoSuchProcess:
        return 0.0
