"""The guard of what is promised: whoever fills in own values, names and ids keeps the tests green.

No test of the levels `unit` and `stacks` reads the stack files at the root, but for those that say what must
hold of anybody's.
"""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
# What must hold of anybody's, and that nothing in the repository looks like a secret.
_MAY = ("tests/unit/test_live_files.py", "tests/unit/test_no_secrets.py")
_LEVELS = ("tests/unit/", "tests/stacks/")
_watched: str | None = None


def watch() -> None:
    """Begin to watch what this process opens; for good, as Python takes no such hook back."""
    sys.addaudithook(_opened)


def _opened(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or _watched is None or not isinstance(arguments[0], str | os.PathLike):
        return
    file = Path(arguments[0])
    if file.name.startswith("Pulumi.") and file.suffix == ".yaml" and file.absolute().parent == ROOT:
        raise AssertionError(f"{_watched} reads {file.name} of the repository, which may be anybody's")


def pytest_runtest_logstart(nodeid: str) -> None:
    """From the first fixture of a test on, its reads are its own."""
    _watch_whom(nodeid)


def pytest_collectstart(collector: pytest.Collector) -> None:
    """What a module reads while it is imported is the module's."""
    _watch_whom(collector.nodeid)


def pytest_collection_finish() -> None:
    """Between the imports and the tests nobody is watched."""
    _watch_whom("")


def _watch_whom(nodeid: str) -> None:
    global _watched
    _watched = nodeid if nodeid.startswith(_LEVELS) and not nodeid.startswith(_MAY) else None
