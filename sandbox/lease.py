"""Ending a sandbox with the test run that started it; one that a person started stays until `down`.

The run holds a file locked; the system lets go of the lock however its holder ends, also by a kill.
"""

import fcntl
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import psutil

from sandbox.home import Home

log = logging.getLogger("sandbox")


def hold(file: Path) -> TextIO:
    """Write this process's number into `file` and keep it locked; exits when another process holds it."""
    held = file.open("a", encoding="utf-8")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"{file}: another process holds it")
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held


def end_with(lease: Path, home: Home) -> None:
    """End this server and all that runs in its sandbox when nobody holds `lease` locked any more."""
    threading.Thread(target=_wait, args=(lease, home), daemon=True).start()


def _wait(lease: Path, home: Home) -> None:
    with suppress(FileNotFoundError), lease.open(encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
    log.info("nobody holds %s any more: ending with all that runs in this sandbox", lease)
    end_commands(home)
    os.kill(os.getpid(), signal.SIGTERM)


def end_commands(home: Home, *spared: int) -> None:
    """Kill what rehearsed commands run or have left: a killed `pulumi` leaves its providers.

    `spared`: process numbers to leave alone; the caller's own is.
    """
    # Again until none is left: one that is just starting another is in no list with it.
    while found := [each for each in psutil.process_iter() if _belongs(each, home, (os.getpid(), *spared))]:
        for each in found:
            with suppress(psutil.Error):
                each.kill()
        psutil.wait_procs(found, timeout=1)


def _belongs(found: psutil.Process, home: Home, spared: Sequence[int]) -> bool:
    # Of processes that are gone by now, or somebody else's, nothing can be read.
    with suppress(psutil.Error):
        mine = found.environ().get("SANDBOX_DIR") == str(home.path)
        return mine and found.pid not in spared and found.status() != psutil.STATUS_ZOMBIE
    return False
