"""Nothing stays behind when a test run is killed, and everything when a person has started it."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from sandbox import process
from sandbox.home import Home
from tests.engine.rehearsal import ROOT, gone

DEADLINE = 30.0
# Starts a sandbox and, in it, a command that goes on; the lease is what a test run holds.
STARTER = """
import os, subprocess, sys, time
from pathlib import Path
from sandbox import process
from sandbox.environment import ENDS_WITH, command_environment
from sandbox.home import Home
from sandbox.lease import hold

folder, leased = Path(sys.argv[1]), sys.argv[2] == "leased"
os.environ.pop(ENDS_WITH, None)
if leased:
    held = hold(folder / "lease")
    os.environ[ENDS_WITH] = held.name
home = Home(folder / ".sandbox")
home.prepare()
process.start(home)
left = subprocess.Popen(["sleep", "600"], env=command_environment(home, {}), start_new_session=True)
print(home.pid_file.read_text(), left.pid, flush=True)
time.sleep(600)
"""


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "still not so"
        time.sleep(0.02)


def started_and_killed(folder: Path, how: str) -> list[int]:
    """The process numbers of server and command, whose starter was killed."""
    words = [sys.executable, "-c", STARTER, str(folder), how]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        numbers = [int(word) for word in starter.stdout.readline().split()]
        assert not any(gone(number) for number in numbers)
        starter.send_signal(signal.SIGKILL)
    return numbers


def test_the_server_of_a_test_run_that_was_killed_ends_with_all_that_runs_in_its_sandbox(
    tmp_path: Path,
) -> None:
    numbers = started_and_killed(tmp_path, "leased")
    until(lambda: all(gone(number) for number in numbers))


def test_a_sandbox_that_a_person_started_stays_until_it_is_stopped(tmp_path: Path) -> None:
    server, command = started_and_killed(tmp_path, "not leased")
    home = Home(tmp_path / ".sandbox")
    try:
        assert process.is_running(home)
        assert not gone(command)
    finally:
        psutil.Process(command).kill()
        assert process.stop(home)
    until(lambda: gone(server))


@pytest.mark.parametrize("signal_name", ["SIGTERM", "SIGINT"])
def test_a_server_ends_when_it_is_told_to(tmp_path: Path, signal_name: str) -> None:
    home = Home(tmp_path / ".sandbox")
    home.prepare()
    process.start(home)
    server = int(home.pid_file.read_text())
    psutil.Process(server).send_signal(getattr(signal, signal_name))
    until(lambda: gone(server))
    assert not process.is_running(home)
