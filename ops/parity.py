"""Which variables each environment has, by their source; those that differ come first.

Reads the stack files; needs no account and no value. Exit code: 0 all environments have the same variables
from the same kinds of source, 1 they differ, 2 a file cannot be used.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from config.contract import BY_NAME, READERS, variable_sources
from config.parse import read_stack_files
from config.settings import Settings
from config.violations import SettingsError

Sources = dict[tuple[str, str], dict[str, str]]
"""(reader, variable) -> stack -> source: "derived", "plain", or a secret's own."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `env parity`."""
    parser.add_argument("--all", action="store_true", help="also what all environments have alike")
    parser.add_argument("--json", action="store_true", help="the same for a script")


def run(arguments: argparse.Namespace) -> int:
    """Print the table."""
    try:
        stacks = read_stack_files(Path())
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    found = sources(stacks)
    different = {place: row for place, row in found.items() if len({row.get(s) for s in stacks}) > 1}
    shown = found if arguments.all else different
    if arguments.json:
        rows = [{"reader": reader, "name": name, **row} for (reader, name), row in shown.items()]
        print(json.dumps({"variables": rows, "different": len(different)}, indent=2))
    else:
        print("\n".join(table(shown, list(stacks))))
        print(f"{len(different)} of {len(found)} differ between {', '.join(stacks)}")
    return 1 if different else 0


def sources(stacks: Mapping[str, Settings]) -> Sources:
    """Where each variable of each reader comes from, stack by stack; a stack that lacks it is absent."""
    found: Sources = {}
    for stack, settings in stacks.items():
        for reader in READERS:
            for name, source in variable_sources(settings, reader).items():
                found.setdefault((reader, name), {})[stack] = source
    return dict(sorted(found.items()))


def table(found: Sources, stacks: list[str]) -> list[str]:
    """One line for each variable, under the head of its reader; `-` where a stack lacks it."""
    width = max((len(name) for _, name in found), default=0)
    lines: list[str] = []
    for reader in READERS:
        rows = {name: row for (who, name), row in found.items() if who == reader}
        if rows:
            lines.append(f"{reader:{width + 4}}" + "".join(f"{stack:11}" for stack in stacks).rstrip())
        for name, row in rows.items():
            cells = "".join(f"{row.get(stack, '-'):11}" for stack in stacks)
            known = "" if name in BY_NAME else "  (not in the contract)"
            lines.append(f"  {name:{width}}  {cells.rstrip()}{known}")
    return lines
