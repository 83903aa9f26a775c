"""The project's virtual environment: made, repaired, or left alone when nothing changed."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from toolchain import cache, pins
from toolchain.files import write_whole
from toolchain.process import CommandFailed, Progress, SetupError, ask, block, run

LOCK = "requirements-dev.txt"
_STAMP = ".requirements-stamp"
# Prints nothing if pip cannot be imported: a venv half made, or one whose Python was replaced, has none.
_PROBE = "import sys, pip; print('.'.join(map(str, sys.version_info[:3])))"

Plan = Literal["keep", "install", "create"]


def too_old(version: Sequence[int]) -> bool:
    """Return whether a Python of this version (major, minor, …) is too old for the project."""
    return tuple(version[:2]) < pins.PYTHON_FLOOR


def stamp(lock: bytes, python: str) -> str:
    """Return what is noted after an installation: another lock or another Python is another stamp."""
    return f"{hashlib.sha256(lock).hexdigest()} python {python}"


def plan(python: str | None, noted: str | None, wanted: str | None) -> Plan:
    """Return what to do with a venv; `python` is the version of its Python (None: broken)."""
    if python is None or too_old([int(part) for part in python.split(".")]):
        return "create"
    return "keep" if noted == wanted else "install"


def python_of(project: Path) -> Path:
    """Return the Python program of the project's venv."""
    return project / ".venv" / "bin" / "python"


def ensure(project: Path, env: Mapping[str, str], progress: Progress) -> Path:
    """Make sure that the project's .venv holds what requirements-dev.txt asks for; return its Python.

    Raises SetupError if that is not possible. Two processes do it one after the other.
    """
    name = hashlib.sha256(str(project).encode()).hexdigest()[:12]
    with cache.lock(
        cache.root(env) / f"venv-{name}.lock", lambda: progress.say("waiting: another setup is at .venv")
    ):
        try:
            _ensure(project, env, progress)
        except CommandFailed as error:
            raise SetupError(_failure(error)) from error
    return python_of(project)


def _ensure(project: Path, env: Mapping[str, str], progress: Progress) -> None:
    noted = project / ".venv" / _STAMP
    todo = plan(*_state(project, env, noted))
    if todo == "keep":
        progress.say(".venv is up to date")
        return
    if todo == "create":
        # Not the Python of a venv that may be the one being replaced.
        base = getattr(sys, "_base_executable", None) or sys.executable
        run([base, "-m", "venv", "--clear", str(project / ".venv")], env, progress, "making .venv")
    noted.unlink(missing_ok=True)  # an interrupted installation must not look like the one before it
    command = install(python_of(project), Path(LOCK))
    run(command, env, progress, f"installing {LOCK} into .venv, about a minute", project)
    wanted = _state(project, env, noted)[2]
    write_whole(noted, wanted or "")


def install(python: Path, lock: Path) -> list[str]:
    """Return the command that installs exactly what a lock holds, each file by its hash.

    Wheels only: what builds a source package is fetched by no hash.
    """
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return [*pip, "--require-hashes", "--only-binary=:all:", "-r", str(lock)]


def _state(project: Path, env: Mapping[str, str], noted: Path) -> tuple[str | None, str | None, str | None]:
    python = ask([str(python_of(project)), "-c", _PROBE], env)
    said = noted.read_text(encoding="utf-8") if noted.is_file() else None
    return python, said, stamp((project / LOCK).read_bytes(), python) if python else None


def _failure(error: CommandFailed) -> str:
    return block(
        "The virtual environment .venv could not be set up.",
        [str(error)],
        [
            "no module venv or ensurepip: install your system's package for it (often python3-venv)",
            "a package could not be fetched: check that pip reaches your package index (pip config list),",
            "then run `python3 -m toolchain setup` again",
        ],
    )
