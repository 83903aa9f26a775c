"""Running commands: people see that something is alive, read why it failed, and can interrupt all of it."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

_TAIL_LINES = 8
# Registries may be configured with a user and password in their address; tools may echo it.
_ADDRESS_CREDENTIALS = re.compile(r"://[^/@\s]+@")
_HEARTBEAT_SECONDS = 30
_ANSWER_SECONDS = 30
_FAREWELL_SECONDS = 10


class SetupError(Exception):
    """Setting up is not possible; the text is the whole message for people."""


class CommandFailed(Exception):
    """A command could not be started or did not end well; the text says what it printed."""

    def __init__(self, command: Sequence[str], outcome: str, output: str) -> None:
        text = f"`{shlex.join(command)}` {outcome}"
        super().__init__("\n".join([text, *(f"    {line}" for line in tail(output))]))


def tail(output: str) -> list[str]:
    """Return the last lines of a command's output that are not blank, without credentials in addresses."""
    lines = [line.rstrip() for line in _ADDRESS_CREDENTIALS.sub("://***@", output).splitlines()]
    return [line for line in lines if line][-_TAIL_LINES:]


def block(title: str, tried: Sequence[str], advice: Sequence[str]) -> str:
    """Return one message: the title, each thing tried with what it said, and the ways out of it."""
    return "\n".join([title, "Tried:", *_items(tried), "What to do:", *_items(advice)])


def _items(texts: Sequence[str]) -> list[str]:
    return ["  - " + text.replace("\n", "\n    ") for text in texts]


# To the start of the line, and nothing in it.
_CLEARED = "\r\x1b[K"


class Progress:
    """Lines with the time since the start (minutes:seconds), written to `stream` as they happen."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._start = time.monotonic()

    def say(self, text: str) -> None:
        """Write one line."""
        self._write(f"{self._stamped(text)}\n")

    def wait(self, text: str) -> None:
        """Say what goes on: on a terminal in one line that is drawn anew, until `settle` takes it away."""
        if self._stream.isatty():
            self._write(f"{_CLEARED}{self._stamped(text)}")
        else:
            self.say(text)

    def settle(self) -> None:
        """Nobody waits any longer."""
        if self._stream.isatty():
            self._write(_CLEARED)

    def _stamped(self, text: str) -> str:
        minutes, seconds = divmod(int(time.monotonic() - self._start), 60)
        return f"[{minutes:2}:{seconds:02}] {text}"

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def ask(command: Sequence[str], env: Mapping[str, str], cwd: Path | None = None) -> str | None:
    """Return what a quick command prints on stdout, stripped; None if it fails, hangs or does not start."""
    try:
        done = subprocess.run(
            command,
            env=env,
            cwd=cwd,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_ANSWER_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def run(
    command: Sequence[str], env: Mapping[str, str], progress: Progress, doing: str, cwd: Path | None = None
) -> str:
    """Say what is being done, do it, and return what the command printed.

    Raises CommandFailed if it cannot be started or fails. An interruption ends it and all it started.
    """
    progress.say(doing)
    try:
        # A session of its own: Ctrl-C reaches this process alone, which then ends the whole group in order.
        process = subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise CommandFailed(command, f"could not be started: {error.strerror}", "") from error
    try:
        output = _output(process, progress, doing)
    except BaseException:
        _end(process)
        raise
    finally:
        progress.settle()
    if process.returncode != 0:
        raise CommandFailed(command, f"ended with exit code {process.returncode}", output)
    return output


def _output(process: subprocess.Popen[str], progress: Progress, doing: str) -> str:
    while True:
        try:
            return process.communicate(timeout=_HEARTBEAT_SECONDS)[0]
        except subprocess.TimeoutExpired:
            progress.wait("still at it")


def _end(process: subprocess.Popen[str]) -> None:
    # An interrupt first: Go and pip then remove their temporary folders themselves.
    _signal_group(process, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=_FAREWELL_SECONDS)
    # What is left of the group ignores interrupts, as the background commands of a shell do.
    _signal_group(process, signal.SIGKILL)
    process.wait()


def _signal_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
