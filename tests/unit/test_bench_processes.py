"""The benchmark counts what a command leaves behind, and ends whatever was started over its folder."""

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.bench.guard import end_all
from tests.bench.measure import BenchError, cost_of, measure
from tests.engine.rehearsal import ROOT

DEADLINE = 30.0
STARTER = """
import subprocess, sys, time
from tests.bench.workspace import workspace
with workspace() as folder:
    left = subprocess.Popen(["sleep", "600"], start_new_session=True)
    print(folder, left.pid, flush=True)
    time.sleep(600)
"""
PYTHON = shlex.quote(sys.executable)
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def test_a_command_is_told_with_its_exit_code_and_all_that_it_printed(tmp_path: Path) -> None:
    done = measure(["sh", "-c", "pwd; echo wrong >&2; exit 3"], tmp_path)
    assert (done.code, done.text, done.complete) == (3, f"{tmp_path}\nwrong\n", True)


@pytest.mark.skipif(sys.platform != "linux", reason="orphans are adopted on Linux only")
def test_what_a_command_leaves_behind_is_waited_for_and_counted(tmp_path: Path) -> None:
    late = f"{PYTHON} -c 'import time; time.sleep(0.3); sum(range(3_000_000)); print(\"late\")'"
    alone = measure(["sh", "-c", "true"], tmp_path)
    orphaned = measure(["sh", "-c", f"{late} &"], tmp_path)
    assert (orphaned.code, orphaned.text, orphaned.complete) == (0, "late\n", True)
    assert orphaned.cost.cpu > 5 * alone.cost.cpu


def test_a_command_that_fails_has_no_cost_but_an_error_with_its_last_lines(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"^sh -c .* ended with exit code 2:\nwhat was wrong$"):
        cost_of(["sh", "-c", "echo what was wrong; exit 2"], tmp_path)


def test_a_command_that_does_not_exist_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"^no-such-command: could not be measured$"):
        cost_of(["no-such-command"], tmp_path)


def test_a_process_of_the_folder_ends_and_a_strangers_does_not(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine", tmp_path / "other"
    started = [
        subprocess.Popen(SLEEP, env={**os.environ, "TMPDIR": str(folder)}, start_new_session=True)
        for folder in (mine, other)
    ]
    try:
        end_all(mine)
        assert [process.poll() is None for process in started] == [False, True]
        assert psutil.pid_exists(started[1].pid)
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_a_benchmark_that_is_killed_leaves_neither_a_process_nor_its_folder() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout is not None
        folder, left = killed.stdout.readline().split()
        assert Path(folder).is_dir()
        assert psutil.pid_exists(int(left))
        killed.kill()
    deadline = time.monotonic() + DEADLINE
    while Path(folder).exists() or psutil.pid_exists(int(left)):
        assert time.monotonic() < deadline, "still there"
        time.sleep(0.05)
