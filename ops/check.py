"""Check the stack files and the rules between environments, offline.

Reads every Pulumi.<stack>.yaml of a folder; needs no account, no token and no network.
Exit code: 0 all is well (warnings may be printed), 1 a rule is broken, 2 a file cannot be used.
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

from config.faults import Fault, SettingsError
from config.parse import read_stack_file
from config.rules import broken_alone, findings, unfilled_ids
from config.rules.rule import Stacks
from config.settings import Settings
from config.stacks import PRODUCTION, STACKS, stack_file
from config.yaml_file import key_lines, line_of
from ops.terminal import block


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `check`."""
    parser.add_argument("--stack", choices=STACKS, help="only what concerns this stack")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="where the stack files are (default: here)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print a block for each finding, or one JSON object, and return the exit code."""
    stacks, unusable = read_all(arguments.folder)
    # Without all of its siblings nothing can be told of what a stack shares.
    found = [*unusable, *broken_alone(stacks)] if unusable else judged(stacks)
    if arguments.stack:
        file = stack_file(arguments.stack)
        found = [fault for fault in found if fault in unusable or file in (fault.file, *fault.also)]
    found = list(_with_lines(arguments.folder, found))
    broken = any(not fault.warning for fault in found)
    code = 2 if unusable else int(broken)
    if arguments.json:
        print(json.dumps({"exit": code, "findings": [as_json(fault) for fault in found]}, indent=2))
        return code
    for fault in found:
        print(block(fault), end="\n\n")
    if not broken:
        print(f"{arguments.stack or ', '.join(STACKS)}: settings complete, no rule broken")
    return code


def read_all(folder: Path, names: Iterable[str] = STACKS) -> tuple[dict[str, Settings], list[Fault]]:
    """The settings of each stack whose file can be used, and what is wrong with the others."""
    stacks: dict[str, Settings] = {}
    unusable: list[Fault] = []
    for stack in names:
        try:
            stacks[stack] = read_stack_file(folder, stack)
        except SettingsError as error:
            unusable += [fault for fault in error.faults if fault not in unusable]
    return stacks, unusable


def judged(stacks: Stacks) -> list[Fault]:
    """What the rules say of a complete set of stacks; ids left at zero stop a launch, not a rehearsal."""
    launched = stacks[PRODUCTION].launched
    zeros = [unfilled_ids(stack, settings) for stack, settings in stacks.items()]
    said = [fault for of_stack in zeros for fault in (of_stack if launched else _one_warning(of_stack))]
    return sorted([*findings(stacks), *said], key=lambda fault: fault.warning)


def _one_warning(faults: list[Fault]) -> list[Fault]:
    keys = ", ".join(fault.key for fault in faults)
    return [replace(fault, what=f"{fault.what} ({keys})", warning=True) for fault in faults[:1]]


def _with_lines(folder: Path, found: Iterable[Fault]) -> Iterable[Fault]:
    lines = {name: key_lines(folder / name) for name in map(stack_file, STACKS)}
    for fault in found:
        line = fault.line or line_of(lines.get(fault.file, {}), fault.key)
        yield replace(fault, line=line)


def as_json(fault: Fault) -> dict[str, object]:
    """A finding as plain values, the same keys for every one."""
    values = asdict(fault)
    level = "warning" if values.pop("warning") else "error"
    return {"level": level, **values}
