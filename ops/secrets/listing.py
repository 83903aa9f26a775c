"""List each secret of each environment: its source, who reads it, and whether it is there.

    python -m ops secrets list
    python -m ops secrets list --stack prod --json

Values are never shown. Exit code: 0 everything that can be told is there, 1 something is missing, 2 a file
cannot be used.
"""

import argparse
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from config.contract import secret_readers
from config.parse import read_secrets, read_stack_file
from config.secrets import Secrets
from config.settings import Settings
from config.stacks import STACKS
from ops.terminal import table

# By a secret's origin; of all others the value is there.
_STATES = {"generated": "made by an update", "ui": "set by hand", "missing": "missing"}


@dataclass(frozen=True)
class Entry:
    """One secret of one stack; `state` is "there", "missing", "made by an update" or "set by hand"."""

    stack: str
    key: str
    source: str
    readers: tuple[str, ...]
    state: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `secrets list`."""
    parser.add_argument("--stack", choices=STACKS, help="one environment only")
    parser.add_argument("--json", action="store_true", help="the same for a script")


def run(arguments: argparse.Namespace) -> int:
    """Print one line for each secret."""
    chosen = [arguments.stack] if arguments.stack else list(STACKS)
    found = [entry for stack in chosen for entry in _of(stack)]
    if arguments.json:
        print(json.dumps([asdict(entry) for entry in found], indent=2))
    else:
        print(table(("environment", "secret", "source", "state", "readers"), [list(map(_row, found))]))
    return 1 if any(entry.state == "missing" for entry in found) else 0


def _row(entry: Entry) -> list[str]:
    readers = ", ".join(entry.readers) or "part of an address"
    return [entry.stack, entry.key, entry.source, entry.state, readers]


def _of(stack: str) -> list[Entry]:
    settings = read_stack_file(Path(), stack)
    return entries(stack, settings, read_secrets(Path(), stack, settings, os.environ))


def entries(stack: str, settings: Settings, secrets: Secrets) -> list[Entry]:
    """Every secret of a stack."""
    readers = {key: tuple(sorted(secret_readers(settings, key))) for key in secrets}
    return [
        Entry(stack, key, secret.source, readers[key], _STATES.get(secret.origin, "there"))
        for key, secret in secrets.items()
    ]
