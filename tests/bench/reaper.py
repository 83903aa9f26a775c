"""Runs one command and prints what it cost as JSON: `python -m tests.bench.reaper FOLDER COMMAND…`.

A process of its own, because on Linux it adopts what the command leaves behind: `wait4` tells the CPU of a
process and of all that it has waited for, but a process whose parent ended first would be missing.
"""

import ctypes
import json
import os
import signal
import sys
import tempfile
import time

# How long what the command left behind may take to end (seconds) before it counts as left running.
FAREWELL_SECONDS = 10.0
PR_SET_CHILD_SUBREAPER = 36


def main(folder: str, *command: str) -> int:
    """Run `command` in `folder`; prints its code, cpu and wall (seconds), complete (whether nothing was left
    running) and text (what it printed). Exits with 1 if it cannot be started.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # Ctrl-C is for the command to answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.chdir(folder)
    with tempfile.TemporaryFile() as output:
        began = time.monotonic()
        try:
            pid = _spawn(command, output.fileno())
        except OSError as error:
            sys.exit(f"{command[0]}: {error.strerror}")
        code, cpu = _until_ended(pid)
        wall = time.monotonic() - began
        late, complete = _farewell()
        output.seek(0)
        text = output.read().decode(errors="replace")
    found = {"code": code, "cpu": cpu + late, "wall": wall, "complete": complete, "text": text}
    sys.stdout.write(json.dumps(found))
    return 0


def _spawn(command: tuple[str, ...], output: int) -> int:
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, output, 1),
        (os.POSIX_SPAWN_DUP2, output, 2),
    ]
    return os.posix_spawnp(command[0], command, os.environ, file_actions=files, setsigdef=[signal.SIGINT])


def _until_ended(pid: int) -> tuple[int, float]:
    """The exit code of `pid`, and the CPU seconds of it and of orphans that ended before it."""
    spent = 0.0
    while True:
        # Whoever ends is taken at once: a sandbox waits until its server is gone, and not only dead.
        found, status, usage = os.wait4(-1, 0)
        spent += usage.ru_utime + usage.ru_stime
        if found == pid:
            return os.waitstatus_to_exitcode(status), spent


def _farewell() -> tuple[float, bool]:
    """The CPU seconds of orphans that end after the command, and whether all have ended in time."""
    spent, deadline = 0.0, time.monotonic() + FAREWELL_SECONDS
    while time.monotonic() < deadline:
        try:
            found, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return spent, True
        if found:
            spent += usage.ru_utime + usage.ru_stime
        else:
            time.sleep(0.02)
    return spent, False


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
