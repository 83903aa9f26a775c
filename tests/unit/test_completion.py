"""Completion in the shell, by argcomplete's own script, as docs/operations.md switches it on."""

import os
import shutil
import subprocess
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from ops import __main__ as ops_main
from tests.conftest import ROOT
from toolchain.parser import completing

BASH = shutil.which("bash")
SWITCHED_ON = 'eval "$(activate-global-python-argcomplete --dest=-)"'
# What bash does when somebody presses the tabulator behind $LINE.
PRESSED = """
COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_TYPE=9
read -ra COMP_WORDS <<<"$LINE"
[[ $LINE == *' ' ]] && COMP_WORDS+=("")
_python_argcomplete_global python
printf '%s\\n' "${COMPREPLY[@]}"
"""
# Python loads it at its start, in the completing process as well.
SPY = "import os, socket\nsocket.socket.connect = lambda *_: open(os.environ['SPIED'], 'w').close()\n"


def test_the_page_says_how_it_is_switched_on() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert f"\n    {SWITCHED_ON}\n" in page


@pytest.mark.skipif(BASH is None, reason="no bash")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("python -m ops re", {"redacted", "redis", "reference"}),
        ("python -m ops launch ", {"-h", "--help", "check", "rehearse", "go", "rollback"}),
        ("python -m ops adopt --stack ", {"prod", "staging", "dev"}),
        ("python -m ops data policy s", {"scaffold"}),
        ("python -m sandbox s", {"start", "stop", "status"}),
        ("python -m sandbox up --with-", {"--with-redis", "--with-data"}),
    ],
)
def test_the_tabulator_completes_commands_flags_and_stacks_and_asks_nobody(
    line: str, expected: set[str], tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SPY)
    environ = os.environ | {
        "LINE": line,
        "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(tmp_path),
        "SPIED": str(tmp_path / "connected"),
    }
    done = subprocess.run(
        ["bash", "-c", SWITCHED_ON + PRESSED],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert {word.strip() for word in done.stdout.splitlines()} == expected
    assert not (tmp_path / "connected").exists()


@pytest.mark.parametrize(
    ("words", "loaded"),
    [([""], []), (["la"], []), (["launch"], []), (["diff", ""], ["ops.diff"]), (["typo", ""], [])],
)
def test_only_the_command_that_is_being_completed_is_loaded(
    words: list[str], loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def recorded(name: str) -> ModuleType:
        seen.append(name)
        return import_module(name)

    monkeypatch.setattr(ops_main, "import_module", recorded)
    ops_main._completed(words)
    assert seen == loaded


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("python -m ops ", [""]),
        ("python -m ops  launch ch", ["launch", "ch"]),
        ("python3 -m ops adopt --stack ", ["adopt", "--stack", ""]),
    ],
)
def test_the_words_up_to_the_cursor_count(line: str, words: list[str]) -> None:
    asked = {"_ARGCOMPLETE": "3", "COMP_LINE": f"{line}behind", "COMP_POINT": str(len(line))}
    assert completing(asked) == words


def test_without_a_shell_that_asks_nothing_is_completed() -> None:
    assert completing({"COMP_LINE": "python -m ops re", "COMP_POINT": "16"}) is None
