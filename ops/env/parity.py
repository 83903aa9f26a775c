"""Which variables each environment has, by their source; those that differ come first.

    python -m ops env parity

Reads the stack files; needs no account and no value. Exit code: 0 all environments have the same variables
from the same kinds of source, 1 they differ, 2 a file cannot be used.
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from config.contract import CONTRACT, READERS, name_of, variable_sources
from config.parse import read_stack_files
from config.settings import Settings
from ops.terminal import table

Parity = dict[tuple[str, str], dict[str, str]]
"""(reader, variable) -> stack -> source, as in `variable_sources`; a stack that lacks it is absent."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `env parity`."""
    parser.add_argument("--all", action="store_true", help="also what all environments have alike")
    parser.add_argument("--json", action="store_true", help="the same for a script")


def run(arguments: argparse.Namespace) -> int:
    """Print the table."""
    stacks = read_stack_files(Path())
    found = parity(stacks)
    different = {place: row for place, row in found.items() if len({row.get(s) for s in stacks}) > 1}
    shown = found if arguments.all else different
    if arguments.json:
        rows = [{"reader": reader, "name": name, **row} for (reader, name), row in shown.items()]
        print(json.dumps({"variables": rows, "different": len(different)}, indent=2))
    else:
        if shown:
            print(as_table(shown, stacks), end="\n\n")
        print(f"{len(different)} of {len(found)} differ between {', '.join(stacks)}")
    return 1 if different else 0


def parity(stacks: Mapping[str, Settings]) -> Parity:
    """Where each variable of each reader comes from, stack by stack."""
    found: Parity = {}
    for stack, settings in stacks.items():
        for reader in READERS:
            for name, source in variable_sources(settings, reader).items():
                found.setdefault((reader, name), {})[stack] = source
    return dict(sorted(found.items()))


def as_table(found: Parity, stacks: Mapping[str, Settings]) -> str:
    """One row for each variable, in groups by reader; `-` where a stack lacks it."""
    known = {name_of(settings, variable) for settings in stacks.values() for variable in CONTRACT}
    known |= {name for settings in stacks.values() for name in settings.database.uri_variables}

    def cells(reader: str, name: str, row: Mapping[str, str]) -> list[str]:
        remark = "" if name in known else "(not in the contract)"
        return [reader, name, *(row.get(stack, "-") for stack in stacks), remark]

    groups = [[cells(who, name, row) for (who, name), row in found.items() if who == r] for r in READERS]
    return table(("reader", "variable", *stacks, ""), [group for group in groups if group])
