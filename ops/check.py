"""Check the stack files and the rules between environments, offline.

Reads every Pulumi.<stack>.yaml in this folder; needs no account, no token and no network.
Exit code: 0 all is well, 1 a rule is broken, 2 a file cannot be used.
"""

import argparse
from pathlib import Path

from config.faults import SettingsError
from config.parse import read_stack_file
from config.rules import broken_rules
from config.settings import Settings
from config.stacks import STACKS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `check`."""
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="where the stack files are (default: here)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print each fault on a line of its own, or one line that all is well."""
    stacks: dict[str, Settings] = {}
    unusable: list[str] = []
    for stack in STACKS:
        try:
            stacks[stack] = read_stack_file(arguments.folder, stack)
        except SettingsError as error:
            unusable += str(error).splitlines()
    broken = [str(fault) for fault in broken_rules(stacks)] if not unusable else []
    for line in [*unusable, *broken]:
        print(line)
    if unusable:
        return 2
    if broken:
        return 1
    print(f"{', '.join(stacks)}: settings complete, no rule broken")
    return 0
