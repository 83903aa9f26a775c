"""The project's virtual environment: made, repaired, or left alone when nothing changed."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from toolchain import cache, pins
from toolchain.process import CommandFailed, Progress, SetupError, ask, block, run

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
_STAMP = ".requirements-stamp"
# Prints nothing if pip cannot be imported: a venv half made, or one whose Python was replaced, has none.
_PROBE = "import sys, pip; print('.'.join(map(str, sys.version_info[:3])))"

Plan = Literal["keep", "install", "create"]


def too_old(version: Sequence[int]) -> bool:
    """Return whether a Python of this version (major, minor, …) is too old for the project."""
    return tuple(version[:2]) < pins.PYTHON_FLOOR


def stamp(requirements: Sequence[bytes], python: str) -> str:
    """Return what is noted after an installation: another requirement or another Python is another stamp."""
    digest = hashlib.sha256()
    for content in requirements:
        digest.update(hashlib.sha256(content).digest())
    return f"{digest.hexdigest()} python {python}"


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
    pip = [str(python_of(project)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command = [*pip, "-r", REQUIREMENTS[-1]]
    run(command, env, progress, "installing requirements-dev.txt into .venv, about a minute", project)
    wanted = _state(project, env, noted)[2]
    noted.write_text(wanted or "")


def _state(project: Path, env: Mapping[str, str], noted: Path) -> tuple[str | None, str | None, str | None]:
    python = ask([str(python_of(project)), "-c", _PROBE], env)
    contents = [(project / name).read_bytes() for name in REQUIREMENTS]
    return python, noted.read_text() if noted.is_file() else None, stamp(contents, python) if python else None


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
