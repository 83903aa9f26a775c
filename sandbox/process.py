"""Starting and stopping the sandbox's one process."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sandbox.ask import ask
from sandbox.environment import ENDS_WITH, command_environment
from sandbox.home import SOURCE, Home, SandboxError

START_SECONDS = 20.0
STOP_SECONDS = 10.0


def is_running(home: Home) -> bool:
    """Whether this home's own server answers; another program on its port does not count."""
    return _health(home) is not None


def _health(home: Home) -> dict[str, Any] | None:
    with suppress(OSError, ValueError, TypeError, KeyError):
        health = ask(home, "health")
        return dict(health) if health["home"] == str(home.path) else None
    return None


def _is_older_than_its_code(health: dict[str, Any]) -> bool:
    code = (file.stat().st_mtime for file in Path(__file__).parent.rglob("*.py"))
    return float(health.get("started", 0)) < max(code)


def start(home: Home) -> bool:
    """Start the server unless it runs with the code as it is; returns whether it was started now.

    Raises SandboxError when it does not answer in time, with the place of its log.
    """
    if health := _health(home):
        if not _is_older_than_its_code(health):
            return False
        stop(home)
    home.give_up_taken_port()
    log = home.logs / "server.log"
    with log.open("ab") as output:
        command = [sys.executable, "-m", "sandbox.serve", "--home", str(home.path), "--port", str(home.port)]
        if lease := os.environ.get(ENDS_WITH):
            command += ["--ends-with", lease]
        process = subprocess.Popen(
            command,
            cwd=SOURCE,
            env=command_environment(home, {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    _until(lambda: process.poll() is not None or is_running(home), START_SECONDS)
    if not is_running(home):
        with suppress(ProcessLookupError):
            process.kill()
        raise SandboxError(f"the sandbox does not answer on {home.url}; {log} says why")
    return True


def stop(home: Home) -> bool:
    """Stop the server, also one that hangs, and wait until it is gone; returns whether it was there."""
    pid = _server(home)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    if not _until(lambda: _server(home) is None, STOP_SECONDS):
        os.kill(pid, signal.SIGKILL)
        _until(lambda: _server(home) is None, STOP_SECONDS)
    return True


def _server(home: Home) -> int | None:
    """The process of this home's server, which holds its file locked for as long as it lives."""
    try:
        with home.pid_file.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return int(home.pid_file.read_text())
    return None


def _until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)
    return True
