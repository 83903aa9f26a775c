"""The benchmark's temporary folder, for checkouts and for all temporary files."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engine.rehearsal import ROOT

# With this setting, which is not Python's own, each command would compile the program anew.
UNUSUAL = "PYTHONDONTWRITEBYTECODE"


@contextmanager
def workspace() -> Iterator[Path]:
    """A folder that goes, with every process that was started over it, however the benchmark ends.

    Changes this process's environment for the commands that it starts: TMPDIR is in the folder, which is also
    how their processes are known afterwards, and a `make` around the benchmark is not to be seen.
    """
    folder = Path(tempfile.mkdtemp(prefix="bench-")).resolve()
    words = [sys.executable, "-m", "tests.bench.guard", str(folder)]
    # A session of its own: Ctrl-C does not reach it.
    guard = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)
    try:
        # The tests' MongoDB servers have theirs below it too, and run as a user who may go through, not look.
        folder.chmod(0o711)
        (folder / "tmp").mkdir()
        for key in [key for key in os.environ if key.startswith(("MAKE", "MFLAGS")) or key == UNUSUAL]:
            del os.environ[key]
        os.environ["TMPDIR"] = str(folder / "tmp")
        yield folder
    finally:
        guard.communicate()
