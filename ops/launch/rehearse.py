"""The whole launch day in the sandbox: check, go, look, rollback, look; it leaves everything as it was.

    python -m sandbox run -- python -m ops launch rehearse

Writes the record that `ops launch check` asks for, valid for the files as they are now.
Exit code: 0 rehearsed, 1 a condition does not hold or the launch failed, 2 refused, 3 stands half done.
"""

import argparse
import json
import os
from pathlib import Path

from config.parse import read_stack_file
from config.stacks import PRODUCTION
from config.vendors import is_rehearsal
from ops.commands import InputError
from ops.launch import record
from ops.launch.go import launched
from ops.launch.rollback import back


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `launch rehearse`."""
    parser.add_argument("--json", action="store_true", help="the accounts for a script")


def run(arguments: argparse.Namespace) -> int:
    """Rehearse, and say what was done and seen."""
    if not is_rehearsal(os.environ):
        raise InputError(
            "only the sandbox is rehearsed in: `python -m sandbox run -- python -m ops launch rehearse`"
        )
    before = read_stack_file(Path(), PRODUCTION)
    account, code = launched(PRODUCTION, ask=False)
    accounts = [account] if code else [account, back(PRODUCTION, ask=False)]
    shown = [each.shown(arguments.json) for each in accounts]
    print(json.dumps([*map(json.loads, shown)], indent=2) if arguments.json else "\n".join(shown))
    if not code and read_stack_file(Path(), PRODUCTION) != before:
        raise InputError(f"{PRODUCTION}: the stack file does not say what it said before")
    if not code:
        record.write(Path(os.environ["SANDBOX_DIR"]))
    return code
