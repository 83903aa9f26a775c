"""Outlives the benchmark by a moment: ends what was started over its folder, and removes the folder.

A process of its own, `python -m tests.bench.guard FOLDER`, because a benchmark that is killed cannot do it.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil

GRACE_SECONDS = 10.0


def main(folder: Path) -> None:
    """Wait until whoever holds the other end of standard input has ended, however it did; then tidy up."""
    sys.stdin.read()
    end_all(folder)
    shutil.rmtree(folder, ignore_errors=True)


def end_all(folder: Path) -> None:
    """End every process that was started over `folder`: politely, then by force."""
    while found := [process for process in psutil.process_iter() if _belongs(process, folder)]:
        for process in found:
            with suppress(psutil.Error):
                process.terminate()
        for process in psutil.wait_procs(found, timeout=GRACE_SECONDS)[1]:
            with suppress(psutil.Error):
                process.kill()


def _belongs(process: psutil.Process, folder: Path) -> bool:
    try:
        alive = process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE
        return alive and started_from(folder, process.environ())
    except (psutil.Error, OSError):
        return False


def started_from(folder: Path, env: Mapping[str, str]) -> bool:
    """Whether a process with this environment was started over `folder`, and does not only look into it."""
    return Path(env.get("TMPDIR", "/")).is_relative_to(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
