"""The shell in the workflows and beside them, as actionlint and shellcheck read it.

Skipped, with the reason, where they cannot be had from a registry.
"""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import actionlint
from tests.conftest import ROOT
from toolchain.process import CommandFailed

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCRIPTS = [*sorted((ROOT / ".github" / "scripts").iterdir()), ROOT / ".ci" / "run"]


def had(get: Callable[[], Path]) -> str:
    try:
        return str(get())
    except actionlint.NotToBeHad as error:
        pytest.skip(f"{get.__name__} cannot be had here: {error}")


def linted(*words: str) -> tuple[int, str]:
    # Not on by itself: a command that fails inside the words of another is not noticed by `set -e`.
    environ = {**os.environ, "SHELLCHECK_OPTS": "--enable=check-extra-masked-returns"}
    done = subprocess.run(words, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_actionlint_with_shellcheck_finds_nothing_in_the_workflows() -> None:
    command = [had(actionlint.actionlint), "-no-color", "-shellcheck", had(actionlint.shellcheck)]
    assert linted(*command, *map(str, WORKFLOWS)) == (0, "")


def test_shellcheck_finds_nothing_in_the_scripts_beside_them() -> None:
    assert linted(had(actionlint.shellcheck), *map(str, SCRIPTS)) == (0, "")


def test_a_linter_that_cannot_be_had_says_why(tmp_path: Path) -> None:
    def fails(part: Path) -> None:
        raise CommandFailed(["pip", "install"], "ended with exit code 1", "no such registry")

    with pytest.raises(
        actionlint.NotToBeHad, match=r"`pip install` ended with exit code 1\n +no such registry"
    ):
        actionlint._once(tmp_path / "it", "it", fails)
    with pytest.raises(actionlint.NotToBeHad, match="holds no it"):
        actionlint._once(tmp_path / "it", "it", lambda part: None)
