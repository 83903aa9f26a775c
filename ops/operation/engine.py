"""`pulumi` inside an operation: what an update would do, as `ops.ci.preview` reads it, and the update."""

import json
import os
import shutil
import socket
import subprocess
import sys
from contextlib import AbstractContextManager

from ops.ci.preview import Preview, parse
from ops.commands import InputError
from ops.operation.journal import Journal, folder
from ops.operation.locks import NO_PULUMI, UnknownError, running
from ops.operation.phases import Halted, tell
from ops.state import refusal
from toolchain.cache import lock

# The stream itself: what `ops` has in its place knows lines of Python only.
_STDERR = 2
# Holds the lock as long as `pulumi` runs, and not as long as a provider that was left by a killed one.
_KEEPER = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"


def previewed(stack: str, *flags: str) -> Preview:
    """What `pulumi up` would do now. Raises InputError with what Pulumi said when it cannot tell."""
    words = ["pulumi", "preview", "--stack", stack, "--json", "--non-interactive", *flags]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", errors="replace", check=False)
    try:
        found = parse(json.loads(done.stdout), stack)
    except (ValueError, TypeError, LookupError, AttributeError):
        said = (done.stderr.strip().splitlines() or ["it printed nothing"])[-1]
        raise InputError(f"{stack}: no preview: {said.removeprefix('error: ')}") from None
    # Also of a preview that went well Pulumi notes as an error that a plugin took long to say goodbye.
    if done.returncode:
        raise InputError(f"{stack}: no preview: {(found.errors or ('it failed',))[0]}")
    return found


def update(stack: str, *flags: str) -> None:
    """Bring the stack to what its file says; Pulumi's own words go to standard error.

    Raises InputError when it fails.
    """
    if shutil.which("pulumi") is None:
        raise InputError(NO_PULUMI)
    words = ["pulumi", "up", "--stack", stack, "--yes", "--skip-preview", "--suppress-outputs"]
    words += ["--non-interactive", *flags]
    # It may outlive a command that is killed, and its lock must not be taken away while it works.
    with _updating(stack) as held:
        keeper = [sys.executable, "-S", "-c", _KEEPER, *words]
        code = subprocess.run(keeper, stdout=_STDERR, check=False, pass_fds=(held,)).returncode
    if code:
        raise InputError(f"{stack}: `pulumi up` ended with exit code {code}; its last lines say why")


def unlocked(stack: str) -> None:
    """Take away the lock of an update of ours that was killed, or wait for one that goes on without us.

    Raises Halted where the lock may be somebody else's: `pulumi cancel` would cut off what they do.
    """
    with _updating(stack):
        try:
            who = running(stack, os.environ)
        except UnknownError:
            # Pulumi refuses the update that follows, where one is locked.
            return
        if who is None:
            return
        if not who.endswith(f" on {socket.gethostname()}"):
            raise Halted(
                f"{stack}: {who} is at an update, perhaps the one that was cut off: wait for its end, or, "
                f"when nobody is at work, `pulumi cancel --yes {stack}`; then the same command again"
            )
        said = refusal("cancel", "--yes", stack)
    if said:
        raise Halted(f"{stack}: the lock of the update that was cut off cannot be taken away: {said}")


def update_once(stack: str, journal: Journal) -> None:
    """The same as `update`, for a phase that may have been killed in the middle of it."""
    if journal.facts.get("updating"):
        unlocked(stack)
    journal.note(updating=True)
    try:
        update(stack)
    finally:
        journal.note(updating=False)


def _updating(stack: str) -> AbstractContextManager[int]:
    def waiting() -> None:
        tell(f"{stack}: an update of an earlier command is still at work; waiting for its end")

    return lock(folder() / f"{stack}.update.lock", waiting)
