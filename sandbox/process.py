"""The sandbox's one process from outside: asking it, starting and stopping it.

Every rehearsed command waits for what is imported here: HTTP is the standard library's.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from sandbox.environment import ENDS_WITH, command_environment
from sandbox.home import SOURCE, Home, SandboxError
from sandbox.plugins.install import PACKAGES, launcher_of
from toolchain.cache import lock

ASK_SECONDS = 5
START_SECONDS = 20.0
STOP_SECONDS = 10.0
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH")


def ask(home: Home, path: str, body: Any = None, seconds: float = ASK_SECONDS) -> Any:
    """GET a control route, or POST `body` as JSON; returns the decoded reply, None for an empty one.

    Raises OSError or ValueError when this home's sandbox does not answer as it should.
    """
    connection = HTTPConnection("127.0.0.1", home.port, timeout=seconds)
    try:
        method, sent = ("GET", None) if body is None else ("POST", json.dumps(body))
        connection.request(method, f"/_sandbox/{path}", sent)
        reply = connection.getresponse()
        text = reply.read()
    except HTTPException as error:
        raise ValueError(f"no HTTP: {type(error).__name__}") from None
    finally:
        connection.close()
    if reply.status >= 400:
        raise ValueError(f"the sandbox answers {reply.status} to {path}: {text.decode(errors='replace')}")
    return json.loads(text) if text else None


def is_running(home: Home) -> bool:
    """Whether this home's own server answers; another program on its port does not count."""
    return _health(home) is not None


def _health(home: Home) -> dict[str, Any] | None:
    with suppress(OSError, ValueError, TypeError, KeyError):
        health = ask(home, "health")
        return dict(health) if health["home"] == str(home.path) else None
    return None


def code_stamp() -> float:
    """The time of the newest file of the sandbox's code (epoch seconds)."""
    return max(file.stat().st_mtime for file in Path(__file__).parent.rglob("*.py"))


def _is_current(home: Home, health: dict[str, Any]) -> bool:
    """Whether a server runs this code, and serves the plugins at the versions that are installed now."""
    launchers = (launcher_of(home.pulumi_home, name) for name in PACKAGES)
    return health.get("code") == code_stamp() and all(launcher.exists() for launcher in launchers)


def start(home: Home) -> bool:
    """Start the server unless it runs with the code as it is; returns whether it was started now.

    Raises SandboxError when it does not answer in time, with the place of its log.
    """
    with lock(home.path / "start.lock", lambda: None):
        health = _health(home)
        if health and _is_current(home, health):
            return False
        if health:
            stop(home)
        _start(home)
    return True


def _start(home: Home) -> None:
    home.give_up_taken_ports()
    log = home.logs / "server.log"
    with log.open("ab") as output:
        command = [sys.executable, "-m", "sandbox.serve", "--home", str(home.path), "--port", str(home.port)]
        if lease := os.environ.get(ENDS_WITH):
            command += ["--ends-with", lease]
        process = subprocess.Popen(
            command,
            cwd=SOURCE,
            env=command_environment(home, {}, ambient=_inherited(os.environ)),
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


def _inherited(environ: Mapping[str, str]) -> dict[str, str]:
    # It lives longer than a shell's secrets are wanted, and hands its environment on to commands.
    return {name: value for name, value in environ.items() if name in INHERITED}


def stop(home: Home) -> bool:
    """Stop the server, also one that hangs, and wait until it is gone; returns whether it was there."""
    pid = _server(home)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    if not _until(lambda: _server(home) != pid, STOP_SECONDS):
        os.kill(pid, signal.SIGKILL)
        _until(lambda: _server(home) != pid, STOP_SECONDS)
    return True


def _server(home: Home) -> int | None:
    """The process of this home's server, which holds its file locked for as long as it lives."""
    try:
        with home.pid_file.open(encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return int(home.pid_file.read_text(encoding="utf-8"))
    return None


def _until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)
    return True
