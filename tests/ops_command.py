"""`python -m ops …` beside frozen stack files, mostly in this process: a Python of its own starts slowly."""

import contextlib
import io
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace
from unittest import mock

import pytest

from ops import redacted
from tests.companies import BONDIGOO
from tests.conftest import ROOT


class Screen(io.StringIO):
    """A stream that may say that it is a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.isatty = lambda: terminal  # type: ignore[method-assign]


def outside() -> dict[str, str]:
    """The environment for a Python of its own that is started beside the stack files."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def ops(*arguments: str, terminal: bool = False) -> "subprocess.CompletedProcess[str]":
    """Run ops/__main__.py as the program that it is, up to its last words; what it raises is raised here."""
    out, err = Screen(terminal), Screen(terminal)
    last_words: list[Callable[[], object]] = []
    with (
        mock.patch.multiple(sys, argv=["ops", *arguments], stdout=out, stderr=err),
        mock.patch.object(redacted, "atexit", SimpleNamespace(register=last_words.append)),
        contextlib.chdir(BONDIGOO),
        pytest.raises(SystemExit) as ended,
    ):
        runpy.run_path(str(ROOT / "ops" / "__main__.py"), run_name="__main__")
    for say in last_words:
        say()
    code = ended.value.code
    assert isinstance(code, int)
    return subprocess.CompletedProcess(["ops", *arguments], code, out.getvalue(), err.getvalue())
