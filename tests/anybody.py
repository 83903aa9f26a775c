"""Run the levels `unit` and `stacks` in checkouts with somebody else's stack files (minutes each).

`python -m tests.anybody` proves what tests/live_files.py guards in every run: whoever fills in ids, adds a
secret and a variable, or is another company keeps the tests green and edits no line of code. So it is
without what is the blueprint's own. Exit code: 0 all of them were green, 1 not.
"""

import hashlib
import random
import string
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.stacks import STACKS
from tests.companies import BONDIGOO, KILN
from tests.engine.rehearsal import Rehearsal

Change = Callable[[dict[str, Any]], object]


def with_ids(values: dict[str, Any]) -> None:
    """Ids of the form that the vendors give, made up; in each, no character stands twice."""
    made_up, digits = random.Random("anybody"), string.digits
    values["render"]["ownerId"] = "tea-" + "".join(made_up.sample(string.ascii_lowercase + digits, 20))
    values["vercel"]["team"] = "team_" + "".join(made_up.sample(string.ascii_letters + digits, 24))
    values["atlas"]["projectId"] = hashlib.sha256(b"anybody").hexdigest()[:24]


def with_one_more_of_each(values: dict[str, Any]) -> None:
    """A secret and two variables that the contract does not know."""
    values["secrets"]["SENTRY_DSN"] = "env"
    values.setdefault("env", {})["LOG_LEVEL"] = "debug"
    values["frontend"].setdefault("env", {})["REACT_APP_THEME"] = "dark"


def in_other_sizes(values: dict[str, Any]) -> None:
    """Other plans, and a longer time to shut down."""
    values["api"]["plan"] = values["worker"]["plan"] = "standard"
    values["worker"]["maxShutdownDelaySeconds"] = 200


def unchanged(_: dict[str, Any]) -> None:
    """As the company has them."""


CHECKOUTS: dict[str, tuple[Path, Change]] = {
    "the blueprint's with ids": (BONDIGOO, with_ids),
    "the blueprint's with one more secret and variable": (BONDIGOO, with_one_more_of_each),
    "the blueprint's in other sizes": (BONDIGOO, in_other_sizes),
    "another company's": (KILN, unchanged),
}


def green(company: Path, change: Change) -> bool:
    """Whether both levels pass, and what follows from the stack files can be written and agrees."""
    with tempfile.TemporaryDirectory(prefix="anybody-") as folder:
        made = Rehearsal.make(Path(folder), company)
        for stack in STACKS:
            made.edit(stack, change)
        python = str(made.folder / ".venv" / "bin" / "python")
        levels = ("-m", "pytest", "tests/unit", "tests/stacks", "-q", "-n", "auto", "--dist", "loadfile")
        commands = (
            # First beside workflows that still follow the other files: that is for `ops check` to say.
            [python, *levels],
            [python, "-m", "ops", "reference"],
            [python, "-m", "ops", "check"],
            ["git", "rm", "-rq", "tests/blueprint", "docs/blueprint.md"],
            [python, *levels],
        )
        return all(subprocess.call(command, cwd=made.folder) == 0 for command in commands)


if __name__ == "__main__":
    results = {name: green(*checkout) for name, checkout in CHECKOUTS.items()}
    for name, is_green in results.items():
        sys.stdout.write(f"{'green' if is_green else 'RED':6}{name}\n")
    sys.exit(0 if all(results.values()) else 1)
