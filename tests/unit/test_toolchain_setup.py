"""`python3 -m toolchain setup`: when requirements are installed, and what people read when it fails."""

from __future__ import annotations

import io
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.toolchain_fakes import built, pulumi, script
from toolchain import build, cache, pins, process, venv
from toolchain.__main__ import main
from toolchain.process import SetupError, tail


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"PATH": str(tmp_path / "bin"), "XDG_CACHE_HOME": str(tmp_path / "cache")}


# The virtual environment


def test_a_venv_is_left_alone_only_if_it_works_and_its_stamp_is_current() -> None:
    assert venv.plan("3.11.7", "a", "a") == "keep"
    assert venv.plan("3.11.7", "a", "b") == "install"
    assert venv.plan("3.11.7", None, "b") == "install"
    assert venv.plan(None, "a", None) == "create"
    assert venv.plan("3.10.2", "a", "a") == "create"


def test_the_stamp_changes_with_the_lock_and_with_python() -> None:
    assert len({venv.stamp(b"a", "3.11.7"), venv.stamp(b"b", "3.11.7"), venv.stamp(b"a", "3.12.0")}) == 3


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose venv's Python answers the probe and notes installations in the file `installed`."""
    folder = tmp_path / "project"
    install = 'echo "$@" >> installed; test ! -f fails'
    script(venv.python_of(folder), f'case "$1" in -c) echo 3.11.7;; *) {install};; esac')
    (folder / venv.LOCK).write_text("a==1\n")
    return folder


def test_requirements_are_installed_once_until_they_change(project: Path, env: dict[str, str]) -> None:
    env = env | {"PATH": "/usr/bin:/bin"}
    installations = []
    for content in ("a==1\n", "a==1\n", "a==2\n", "a==2\n"):
        (project / venv.LOCK).write_text(content)
        venv.ensure(project, env, process.Progress(io.StringIO()))
        installations.append(len((project / "installed").read_text().splitlines()))
    assert installations == [1, 1, 2, 2]


def test_an_installation_that_failed_is_tried_again_even_if_the_requirements_go_back(
    project: Path, env: dict[str, str]
) -> None:
    env = env | {"PATH": "/usr/bin:/bin"}
    progress = process.Progress(io.StringIO())
    venv.ensure(project, env, progress)
    (project / venv.LOCK).write_text("a==2\n")
    (project / "fails").touch()
    with pytest.raises(SetupError, match=r"\.venv could not be set up"):
        venv.ensure(project, env, progress)
    (project / venv.LOCK).write_text("a==1\n")
    (project / "fails").unlink()
    venv.ensure(project, env, progress)
    assert len((project / "installed").read_text().splitlines()) == 3


# What people read


@pytest.fixture
def setup_here(project: Path, env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Run setup in the project, with nothing on PATH but what the test puts there."""
    monkeypatch.setattr(pins, "PROJECT", project)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    return lambda: main(["setup"])


def test_when_nothing_works_there_is_one_block_with_what_was_tried_and_what_to_do(
    setup_here: Callable[[], int], project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pulumi(tmp_path / "bin", "v3.100.0")
    script(tmp_path / "bin" / "go", "echo go version go1.19.8 linux/amd64")
    case = 'case "$*" in -c*) echo 3.11.7;; *toolchain/req*) echo ERROR: no such wheel; exit 1;; esac'
    script(venv.python_of(project), case)
    assert setup_here() == 1
    said = capsys.readouterr().err
    for part in (
        "is v3.100.0, older",
        "Go on PATH is go1.19.8",
        "ended with exit code 1\n",
        "ERROR: no such wheel",
    ):
        assert said.count(part) == 1, part
    assert said.index("Tried:") < said.index("What to do:") < said.index("install Pulumi 3.259.0")
    assert "install Go 1.25.11 or newer" in said
    assert "Traceback" not in said


def test_a_build_that_fails_says_so_and_leaves_nothing(
    setup_here: Callable[[], int], env: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = "version) echo go version go1.26.1 x;; build) echo the network is down; exit 1;;"
    script(tmp_path / "bin" / "go", f'case "$1" in {answers} esac')
    assert setup_here() == 1
    said = capsys.readouterr().err
    assert "there is no pulumi on PATH" in said
    assert "the network is down" in said
    assert not [path for path in cache.root(env).iterdir() if path.suffix != ".lock"]


def test_a_setup_that_is_done_says_where_pulumi_is(
    setup_here: Callable[[], int], env: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = built(env)
    assert setup_here() == 0
    assert capsys.readouterr().out.endswith(f"pulumi is ready in {folder}\n")


def test_a_stop_by_the_user_is_not_an_error_with_a_traceback(
    setup_here: Callable[[], int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "ensure", interrupted)
    assert setup_here() == 130
    assert capsys.readouterr().err.startswith("Stopped; ")


def test_a_python_that_is_too_old_is_told_which_one_is_needed(
    setup_here: Callable[[], int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert setup_here() == 1
    assert capsys.readouterr().err.startswith("Python 3.11 or newer is needed")


def test_a_message_holds_the_last_lines_without_credentials_in_addresses() -> None:
    output = "\n".join([*(f"line {n}" for n in range(20)), "", "at https://user:secret@registry.test/x"])
    lines = tail(output)
    assert (len(lines), lines[0], lines[-1]) == (8, "line 13", "at https://***@registry.test/x")


def test_an_interruption_ends_the_command_and_all_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[subprocess.Popen[str]] = []

    def interrupt(command: subprocess.Popen[str], *_: object) -> str:
        assert command.stdout
        assert command.stdout.readline() == "started\n"
        started.append(command)
        raise KeyboardInterrupt

    monkeypatch.setattr(process, "_output", interrupt)
    command = [str(script(tmp_path / "command", "(trap '' INT; echo started; exec sleep 60) & wait"))]
    with pytest.raises(KeyboardInterrupt):
        process.run(command, {"PATH": "/usr/bin:/bin"}, process.Progress(io.StringIO()), "waiting")
    pipe = started[0].stdout
    assert pipe
    # The pipe ends when the last process that holds it does.
    assert select.select([pipe], [], [], 10)[0]
    assert pipe.read() == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_that_it_is_still_at_it_is_one_line_on_a_terminal_that_goes_away_and_lines_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(process, "_HEARTBEAT_SECONDS", 0.05)
    command = [str(script(tmp_path / "command", "exec sleep 0.4"))]
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        process.run(command, {"PATH": "/usr/bin:/bin"}, process.Progress(stream), "doing it")
    first, *drawn = terminal.getvalue().split("\r\x1b[K")
    assert first.endswith("doing it\n")
    assert drawn.pop() == ""
    assert {text.partition("] ")[2] for text in drawn} == {"still at it"}
    assert {line.partition("] ")[2] for line in pipe.getvalue().splitlines()[1:]} == {"still at it"}
