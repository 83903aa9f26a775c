"""Check the stack files, the rules between environments and what the workflows say of both, offline.

    python -m ops check
    python -m ops check --stack prod --notes    what is acknowledged too

Reads every Pulumi.<stack>.yaml of a folder, and its .github/workflows where it has some; needs no account,
no token and no network. What is acknowledged with a reason is silent; `--notes` shows it. Account ids that
are still zeros are a note: the sandbox takes them, a real update does not. Exit code: 0 all is well (warnings
and notes may be printed), 1 a rule is broken or a workflow is out of date, 2 a file cannot be used.
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

from config.parse import read_stack_file
from config.rules import AllSettings, Predicate, concerns, errors_alone, unfilled_note, violations
from config.settings import Settings
from config.stacks import STACKS, stack_file
from config.violations import SettingsError, Violation
from config.yaml_file import key_lines, line_of
from ops.terminal import block, folded
from ops.workflows.findings import findings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `check`."""
    parser.add_argument("--stack", choices=STACKS, help="only what concerns this stack")
    parser.add_argument("--notes", action="store_true", help="also what is acknowledged, with its reason")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="where the stack files are (default: here)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print a block for each finding, or one JSON object, and return the exit code."""
    stacks, unusable = read_all(arguments.folder)
    # Without all of its siblings nothing can be told of what a stack shares.
    only = concerns(arguments.stack) if arguments.stack else lambda _: True
    if unusable:
        found = [*unusable, *errors_alone(stacks, only)]
    else:
        found = judged(stacks, only, findings(arguments.folder, stacks))
    acknowledged = [violation for violation in found if violation.level == "note" and violation.unless]
    shown = [violation for violation in found if arguments.notes or violation not in acknowledged]
    shown = list(_with_lines(arguments.folder, shown))
    broken = any(violation.level == "error" for violation in found)
    code = 2 if unusable else int(broken)
    if arguments.json:
        print(json.dumps({"exit": code, "findings": [as_json(violation) for violation in shown]}, indent=2))
        return code
    for violation in shown:
        print(block(violation), end="\n\n")
    if not broken:
        warned = sum(violation.level == "warning" for violation in shown)
        warnings = f", {warned} to look at" if warned else ""
        silent = 0 if arguments.notes else len(acknowledged)
        hidden = f" ({silent} acknowledged: --notes)" if silent else ""
        names = arguments.stack or ", ".join(STACKS)
        print(folded(f"{names}: settings complete, no rule broken{warnings}{hidden}"))
    return code


def read_all(folder: Path, names: Iterable[str] = STACKS) -> tuple[dict[str, Settings], list[Violation]]:
    """The settings of each stack whose file can be used, and what is wrong with the others."""
    stacks: dict[str, Settings] = {}
    unusable: list[Violation] = []
    for stack in names:
        try:
            stacks[stack] = read_stack_file(folder, stack)
        except SettingsError as error:
            unusable += [violation for violation in error.violations if violation not in unusable]
    return stacks, unusable


def judged(stacks: AllSettings, only: Predicate, of_workflows: Iterable[Violation]) -> list[Violation]:
    """What the rules say of a complete set of stacks, and which ids are still to be written.

    `of_workflows` is added where no rule has complained of the same key.
    """
    by_rules = violations(stacks, only=only)
    wrong = {(violation.file, violation.key) for violation in by_rules if violation.level == "error"}
    # After the rules: what they complain of is often why the workflows differ.
    said = [v for v in of_workflows if not wrong & {(file, v.key) for file in v.files}]
    said += [note for stack in stacks.items() for note in unfilled_note(*stack)]
    order = ("error", "warning", "note")
    return sorted([*by_rules, *filter(only, said)], key=lambda violation: order.index(violation.level))


def _with_lines(folder: Path, found: Iterable[Violation]) -> Iterable[Violation]:
    lines = {name: key_lines(folder / name) for name in map(stack_file, STACKS)}
    for violation in found:
        line = violation.line or line_of(lines.get(violation.file, {}), violation.key)
        yield replace(violation, line=line)


def as_json(violation: Violation) -> dict[str, object]:
    """A finding as plain values, the same keys for every one."""
    values = asdict(violation)
    for internal in ("unless", "of_value"):
        del values[internal]
    return {"level": values.pop("level"), **values}
