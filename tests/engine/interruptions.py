"""Cutting a running `pulumi` off at one exact request, as a crash or a lost machine would."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.home import Home
from sandbox.lease import end_commands
from sandbox.session import prepare
from tests.engine.rehearsal import Rehearsal
from tests.engine.render_only_program import STACK, RenderOnly

PATIENCE = 120.0


def faulted(program: RenderOnly) -> list[dict[str, Any]]:
    """The requests that met a fault so far."""
    return [request for request in program.control("requests") if "fault" in request]


def cut_off(program: RenderOnly, command: str, method: str, path: str) -> None:
    """Start `pulumi` with `command` and kill it when Render has done what `method` and `path` (a regular
    expression) ask and nobody has heard of it; then take its lock away and end the fault."""
    before = len(faulted(program))
    program.control("faults", [{"kind": "hold", "method": method, "path": path, "times": 1}])
    running = program.begin(command, "--stack", STACK, "--yes", "--skip-preview")
    kill_when(lambda: len(faulted(program)) > before, running, program.home, STACK)
    program.control("faults", [])
    # The state's lock outlives its owner; `pulumi up` says so and names this command.
    program.pulumi("cancel", "--yes", STACK).ok()


def killed(rehearsal: Rehearsal, words: Sequence[str], held: dict[str, str]) -> float:
    """Start a command of `ops` on prod and kill it, with all that it started, when a vendor has done what is
    held and nobody has heard of it; returns when it had (epoch seconds)."""
    rehearsal.faults({"kind": "hold", "times": 1, **held})
    before, done = len(rehearsal.requests()), list[float]()
    running = _apart(rehearsal, ["python", "-m", "ops", *words], rehearsal.environment())

    def reached() -> bool:
        if any("fault" in request for request in rehearsal.requests()[before:]):
            done.append(time.time())
        return bool(done)

    kill_when(reached, running, rehearsal.home, "prod")
    rehearsal.faults()
    return done[0]


def _apart(
    rehearsal: Rehearsal, command: Sequence[str], environment: Mapping[str, str]
) -> "subprocess.Popen[str]":
    """A command in a session of its own, as a terminal that is closed or a machine that is lost ends it."""
    return subprocess.Popen(
        command,
        cwd=rehearsal.home.project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def cut_off_up(rehearsal: Rehearsal, stack: str, *held: tuple[str, str, str, int]) -> None:
    """The same for `pulumi up` of a whole stack, when each of several requests was done as often as told:
    (service, method, path, times)."""
    names = ("service", "method", "path", "times")
    rehearsal.faults(*({"kind": "hold", **dict(zip(names, each, strict=True))} for each in held))
    before, wanted = len(rehearsal.requests()), sum(times for *_, times in held)

    def all_held() -> bool:
        return sum("fault" in request for request in rehearsal.requests()[before:]) == wanted

    command = ["pulumi", "up", "--stack", stack, "--yes", "--skip-preview", "--non-interactive"]
    running = _apart(rehearsal, command, prepare(rehearsal.home).environment)
    kill_when(all_held, running, rehearsal.home, stack)
    rehearsal.faults()
    rehearsal.pulumi("cancel", "--yes", stack).ok()


def kill_when(reached: Callable[[], bool], running: "subprocess.Popen[str]", home: Home, stack: str) -> None:
    """Kill a `pulumi` and its providers as soon as `reached` says so and the state is whole."""
    try:
        deadline = time.monotonic() + PATIENCE
        while not reached():
            assert running.poll() is None, running.stdout and running.stdout.read()
            assert time.monotonic() < deadline, "what was waited for never came"
            time.sleep(0.05)
        while not stopped_between_writes(home, stack, running.pid):
            assert time.monotonic() < deadline, "the state is never whole"
            time.sleep(0.01)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait(30)
        # Else a provider whose reply is let go of would go on writing beside the next update.
        end_commands(home, int(home.pid_file.read_text()))


def stopped_between_writes(home: Home, stack: str, group: int) -> bool:
    """Stop a process group where its state is whole; else let it go on.

    Pulumi's file backend writes a checkpoint, and the attributes beside it, in place: half of one is not what
    these tests are about.
    """
    os.killpg(group, signal.SIGSTOP)
    try:
        for state in home.backend.glob(f".pulumi/stacks/*/{stack}.json*"):
            json.loads(state.read_text())
    except json.JSONDecodeError:
        os.killpg(group, signal.SIGCONT)
        return False
    return True


def paid(program: RenderOnly) -> list[str]:
    """The creates that Render took, each of which costs money, in order of their paths."""
    made = {"/v1/key-value", "/v1/services"}
    return sorted(
        request["path"]
        for request in program.control("requests")
        if request["method"] == "POST" and request["path"] in made and 200 <= request["status"] < 300
    )
