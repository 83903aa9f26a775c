"""What commands print fits the terminal that it is on; in a pipe it is plain text, whatever is asked for."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pytest

from tests.companies import BONDIGOO
from tests.conftest import ROOT

COMMANDS = (
    ("check", "--notes"),
    ("diff", "prod", "dev"),
    ("env", "parity"),
    ("env", "scan", str(ROOT / "tests" / "unit" / "fixtures" / "app")),
    ("secrets", "list"),
    ("data", "policy", "check"),
)
ENDED = re.compile(r"^exit code (\d)$", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# One after another in one process: each as the program that it is, but for the start of Python.
ALL = f"""
import runpy, sys
for words in {COMMANDS!r}:
    sys.argv = ["ops", *words]
    try:
        runpy.run_module("ops", run_name="__main__")
    except SystemExit as ended:
        print("exit code", ended.code, flush=True)
"""
COMMAND = [sys.executable, "-c", ALL]


def environ(**others: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    return kept | {"PYTHONPATH": str(ROOT), "TERM": "xterm"} | others


def on_a_terminal(columns: int, **others: str) -> str:
    """All that the commands print on a terminal of this width."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with subprocess.Popen(
        COMMAND, cwd=BONDIGOO, env=environ(**others), stdin=child, stdout=child, stderr=child
    ):
        os.close(child)
        text = b""
        # Linux says that the other end is closed by an error.
        try:
            while part := os.read(parent, 65536):
                text += part
        except OSError:
            pass
    os.close(parent)
    return text.decode().replace("\r\n", "\n")


@pytest.fixture(scope="module")
def piped() -> str:
    """The same in a pipe, where somebody wants colours of every program."""
    forced = environ(FORCE_COLOR="1", COLUMNS="40")
    done = subprocess.run(
        COMMAND, cwd=BONDIGOO, env=forced, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    return done.stdout


def test_every_line_fits_a_narrow_terminal_and_has_no_colour_for_whoever_wants_none(piped: str) -> None:
    text = on_a_terminal(60, NO_COLOR="1")
    assert ENDED.findall(text) == ENDED.findall(piped) == ["0", "1", "1", "1", "1", "0"]
    assert {line for line in text.splitlines() if len(line) > 60} == set()
    assert "\x1b" not in text
    assert "╭" in text


def test_every_line_fits_a_terminal_on_which_there_are_colours() -> None:
    text = on_a_terminal(100)
    assert {line for line in COLOUR.sub("", text).splitlines() if len(line) > 100} == set()
    assert COLOUR.search(text)


def test_a_pipe_gets_neither_control_characters_nor_boxes_nor_folded_lines(piped: str) -> None:
    assert {one for one in piped if not one.isprintable()} == {"\n"}
    assert not {"│", "╭"} & {*piped}
    assert re.search(r"^environment +secret +source +state +readers$", piped, re.MULTILINE)
    assert max(map(len, piped.splitlines())) > 120
