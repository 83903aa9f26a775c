"""`pulumi` inside an operation: what an update would do, as `ops.ci.preview` reads it, and the update."""

import json
import subprocess
import sys
from contextlib import suppress

from ops.ci.preview import Preview, parse
from ops.commands import InputError
from ops.state import refusal


def previewed(stack: str, *flags: str) -> Preview:
    """What `pulumi up` would do now. Raises InputError with what Pulumi said when it cannot tell."""
    words = ["pulumi", "preview", "--stack", stack, "--json", "--non-interactive", *flags]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", errors="replace", check=False)
    try:
        found = parse(json.loads(done.stdout), stack)
    except (ValueError, TypeError, LookupError, AttributeError):
        said = (done.stderr.strip().splitlines() or ["it printed nothing"])[-1]
        raise InputError(f"{stack}: no preview: {said.removeprefix('error: ')}") from None
    if found.errors or done.returncode:
        raise InputError(f"{stack}: no preview: {(found.errors or ('it failed',))[0].splitlines()[0]}")
    return found


def update(stack: str, *flags: str) -> None:
    """Bring the stack to what its file says; Pulumi's own words go to standard error.

    Raises InputError when it fails.
    """
    words = ["pulumi", "up", "--stack", stack, "--yes", "--skip-preview", "--non-interactive", *flags]
    if code := subprocess.run(words, stdout=sys.stderr, check=False).returncode:
        raise InputError(f"{stack}: `pulumi up` ended with exit code {code}; its last lines say why")


def unlocked(stack: str) -> None:
    """Take away the lock of an update of ours that was killed; the operation's own lock keeps others away."""
    if said := refusal("cancel", "--yes", stack):
        raise InputError(f"{stack}: the lock of the update that was cut off cannot be taken away: {said}")


def unlock_if_locked(stack: str) -> None:
    """The same after an update that may have ended by itself, and left no lock."""
    with suppress(InputError):
        unlocked(stack)
