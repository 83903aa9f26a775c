"""List each secret of each environment: its source, who reads it, and whether it is there.

Values are never shown. Exit code: 0 everything that can be told is there, 1 something is missing, 2 a file
cannot be used.
"""

import argparse
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from config.contract import secret_readers
from config.given import completed
from config.parse import read_stack_file, stored_secrets
from config.secrets import from_environment
from config.settings import Settings
from config.stacks import STACKS
from ops.terminal import table

# What stands in the way of telling: the first is in the encrypted state, the second in Render's dashboard.
_ELSEWHERE = {"generated": "in the state", "ui": "set by hand"}


@dataclass(frozen=True)
class Entry:
    """One secret of one stack; `state` is "there", "missing", "in the state" or "set by hand"."""

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
    return entries(stack, settings, completed(Path(), stack, os.environ), stored_secrets(Path(), stack))


def entries(
    stack: str, settings: Settings, environ: Mapping[str, str], stored: Collection[str]
) -> list[Entry]:
    """Every secret of a stack. `stored`: the keys that the stack file keeps encrypted."""

    def state(key: str, source: str) -> str:
        if source in _ELSEWHERE:
            return _ELSEWHERE[source]
        there = key in stored if source == "config" else from_environment(stack, key, environ) is not None
        return "there" if there else "missing"

    return [
        Entry(stack, key, source, tuple(sorted(secret_readers(settings, key))), state(key, source))
        for key, source in settings.secrets.items()
    ]
