"""The benchmark's temporary folder, and the end of everything that was started for it."""

import os
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

GRACE_SECONDS = 10.0
# With this setting, which is not Python's own, each command would compile the program anew.
UNUSUAL = "PYTHONDONTWRITEBYTECODE"


@contextmanager
def workspace() -> Iterator[Path]:
    """A folder for checkouts and temporary files; when it goes, every process that belongs to it has ended.

    Changes this process's environment for the commands that it starts: TMPDIR is in the folder, which is also
    how their processes are known afterwards, and a `make` around the benchmark is not to be seen.
    """
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        (folder / "tmp").mkdir()
        for key in [key for key in os.environ if key.startswith(("MAKE", "MFLAGS")) or key == UNUSUAL]:
            del os.environ[key]
        os.environ["TMPDIR"] = str(folder / "tmp")
        try:
            yield folder
        finally:
            # A second Ctrl-C must not leave half of them behind.
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            end_all(folder)
            signal.signal(signal.SIGINT, before)


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
