"""`python -m sandbox run`: the command goes on in its place, in the working copy, and hears every signal."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.home import Home
from tests.conftest import ROOT

# The command line as it is, over a sandbox that is ready.
RUN = """
import json, sys
from pathlib import Path
from sandbox import __main__ as command_line
from sandbox.home import Home
from sandbox.session import Session

home = Home(Path(sys.argv.pop(1)))
command_line.Home = lambda path: home
command_line.prepare = lambda home: Session(home, {"PATH": "/usr/bin:/bin"}, {})
command_line.remarks = lambda home, command, files: ["dev: was moved"]
sys.exit(command_line.main())
"""

UNDOES = """
import signal, time
for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(one, lambda *_: (print("undone"), exit(5)))
print("begun", flush=True)
time.sleep(60)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / ".sandbox")
    made.project.mkdir(parents=True)
    return made


def begun(home: Home, *command: str) -> "subprocess.Popen[str]":
    words = [sys.executable, "-c", RUN, str(home.path), "run", "--", *command]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


def test_the_remarks_go_beside_the_output_of_the_command_whose_exit_code_it_is(home: Home) -> None:
    running = begun(home, "sh", "-c", "pwd; exit 3")
    assert running.communicate(timeout=60) == (f"{home.project}\n", "note: dev: was moved\n")
    assert running.returncode == 3


@pytest.mark.parametrize("one", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_interrupted_undoes_what_it_began(home: Home, one: signal.Signals) -> None:
    running = begun(home, sys.executable, "-c", UNDOES)
    assert running.stdout is not None
    assert running.stdout.readline() == "begun\n"
    running.send_signal(one)
    assert running.communicate(timeout=60)[0] == "undone\n"
    assert running.returncode == 5


# Longer than the quarter of a second that `subprocess.run` gives a command after Ctrl-C.
PULUMI = """\
#!/bin/sh
trap 'sleep 0.6; echo cancelled; exit 3' INT
echo begun
while true; do sleep 0.1; done
"""


def test_an_update_in_sight_ends_in_order_after_ctrl_c(home: Home, tmp_path: Path) -> None:
    pulumi = tmp_path / "pulumi"
    pulumi.write_text(PULUMI)
    pulumi.chmod(0o755)
    run = (
        "import os, pathlib, sys; from sandbox.home import Home; from sandbox.session import Session; "
        "Session(Home(pathlib.Path(sys.argv[1])), os.environ.copy()).pulumi('up')"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", run, str(home.path)],
        cwd=ROOT,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "begun\n"
    os.killpg(running.pid, signal.SIGINT)
    assert running.communicate(timeout=60)[0] == "cancelled\n"


def test_a_command_in_a_pipe_that_nobody_reads_any_more_ends_as_in_any_shell(home: Home) -> None:
    running = begun(home, "sh", "-c", "echo one; echo two; yes")
    assert running.stdout is not None
    assert running.stdout.readline() == "one\n"
    running.stdout.close()
    assert running.wait(60) == -signal.SIGPIPE or running.returncode == 128 + signal.SIGPIPE


def test_what_is_no_command_is_one_line_that_shows_the_form(home: Home) -> None:
    running = begun(home, "ops", "status")
    _, said = running.communicate(timeout=60)
    assert said.splitlines()[1:] == [
        "error: ops is not a command that can be found; a command of this project begins with `python -m`"
    ]
    assert running.returncode == 1


@pytest.mark.parametrize(
    ("mode", "why"), [(0o644, "Permission denied"), (0o755, "Exec format error")], ids=["data", "no program"]
)
def test_what_cannot_be_run_is_one_line_that_says_why(
    home: Home, tmp_path: Path, mode: int, why: str
) -> None:
    file = tmp_path / "file"
    file.write_text("data")
    file.chmod(mode)
    running = begun(home, str(file))
    _, said = running.communicate(timeout=60)
    assert said.splitlines()[1:] == [f"error: {file} is nothing that can be run: {why}"]
    assert running.returncode == 1
