"""A checkout of the program of its own, in which commands run as programs and may do harm."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO

import pytest

from tests.companies import BONDIGOO
from tests.conftest import ROOT

WORDS = "für später — 日本"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of the program whose stack file for dev holds text of other languages."""
    for room in ("sandbox", "toolchain"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("components", "config", "data", "ops", "render", "__main__.py", ".venv"):
        (tmp_path / name).symlink_to(ROOT / name)
    for file in BONDIGOO.glob("Pulumi*.yaml"):
        shutil.copy(file, tmp_path)
    file = tmp_path / "Pulumi.dev.yaml"
    text = file.read_text(encoding="utf-8").replace("env: {}", f"env: {{REACT_APP_GREETING: {WORDS}}}", 1)
    file.write_text(f"# {WORDS}\n{text}", encoding="utf-8")
    return tmp_path


def called(
    checkout: Path,
    *words: str,
    before: str = "",
    stdout: int | IO[bytes] = subprocess.PIPE,
    environ: Mapping[str, str] = MappingProxyType({}),
) -> "subprocess.CompletedProcess[bytes]":
    """Run `python -m WORDS` there. `before`: what a shell does first, such as `ulimit -f 0;`."""
    environ = {**os.environ, **environ, "PYTHONPATH": str(checkout), "PYTHONUNBUFFERED": ""}
    command = ["sh", "-c", f'{before} exec "$@"', "sh", sys.executable, "-m", *words]
    return subprocess.run(
        command, cwd=checkout, env=environ, stdout=stdout, stderr=subprocess.PIPE, check=False
    )
