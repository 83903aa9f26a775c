"""`python -m ops …` in this process: a Python of its own takes longer to start than a command to run."""

import contextlib
import io
import runpy
import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace
from unittest import mock

import pytest

from ops import redacted
from tests.conftest import ROOT


class Screen(io.StringIO):
    """A stream that may say that it is a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.isatty = lambda: terminal  # type: ignore[method-assign]


def ops(*arguments: str, terminal: bool = False) -> "subprocess.CompletedProcess[str]":
    """Run ops/__main__.py as the program that it is, up to its last words; what it raises is raised here."""
    out, err = Screen(terminal), Screen(terminal)
    last_words: list[Callable[[], object]] = []
    with (
        mock.patch.multiple(sys, argv=["ops", *arguments], stdout=out, stderr=err),
        mock.patch.object(redacted, "atexit", SimpleNamespace(register=last_words.append)),
        contextlib.chdir(ROOT),
        pytest.raises(SystemExit) as ended,
    ):
        runpy.run_path(str(ROOT / "ops" / "__main__.py"), run_name="__main__")
    for say in last_words:
        say()
    code = ended.value.code
    assert isinstance(code, int)
    return subprocess.CompletedProcess(["ops", *arguments], code, out.getvalue(), err.getvalue())
