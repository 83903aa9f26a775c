"""What is made once for each run of the tests, however many processes the run has."""

from collections.abc import Callable
from pathlib import Path

import pytest

from toolchain import cache


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` as `make` fills it, whichever worker process comes first; the others wait for it."""
    shared = factory.getbasetemp()
    if shared.name.startswith("popen-"):
        shared = shared.parent
    folder = shared / name
    cache.fill(folder, Path.exists, make, lambda: None)
    return folder
