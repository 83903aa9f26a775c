"""Print the stacks that a change touches, one a line, in deploy order.

A stack file touches its own stack; documentation, tests and workflows touch none; everything else is shared
and touches all. As soon as anything is touched, the stack of the target branch (--branches) is among them.

  python -m ops ci stacks --base origin/main --head HEAD --target main --branches "main=prod develop=dev"

Exit code: 0 printed (nothing, when no stack is touched), 2 a commit or its history is missing, or --branches
is no such table.
"""

import argparse
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from config.stacks import STACKS, stack_file
from ops.ci.branches import add_branches, read_branches
from ops.commands import InputError

# What no stack is built from. A path that is not here counts as shared: a preview too many hurts nobody.
_NOWHERE_FOLDERS = (".ci", ".github", "docs", "tests")
_NOWHERE_NAMES = (".gitignore", "LICENSE", "Makefile")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `stacks`."""
    parser.add_argument("--base", required=True, help="the commit that the change starts from")
    parser.add_argument("--head", required=True, help="the commit with the change")
    parser.add_argument("--target", required=True, help="the branch that the change is meant for")
    add_branches(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON list instead")
    parser.add_argument("--folder", type=Path, default=Path(), help="the Git checkout (default: here)")


def run(arguments: argparse.Namespace) -> int:
    """Print the stacks."""
    stack = read_branches(arguments.branches).get(arguments.target)
    found = touched(changed_paths(arguments.folder, arguments.base, arguments.head), stack)
    print(
        json.dumps(found) if arguments.json else "\n".join(found), end="\n" if found or arguments.json else ""
    )
    return 0


def touched(paths: Iterable[str], target: str | None) -> list[str]:
    """The stacks that these changed paths touch, with the target branch's own, in deploy order."""
    found = {stack for path in paths for stack in _stacks_of(path)}
    if found and target:
        found.add(target)
    return [stack for stack in STACKS if stack in found]


def _stacks_of(path: str) -> tuple[str, ...]:
    for stack in STACKS:
        if path == stack_file(stack):
            return (stack,)
    parts = PurePosixPath(path).parts
    if parts[0] in _NOWHERE_FOLDERS or path in _NOWHERE_NAMES or path.endswith(".md"):
        return ()
    return STACKS


def changed_paths(folder: Path, base: str, head: str) -> list[str]:
    """What differs between two commits since they parted, both names of what was renamed."""
    # Three dots: what the target branch gained meanwhile is not this change.
    git = ["git", "diff", "--name-only", "-z", "--no-renames", "--end-of-options", f"{base}...{head}", "--"]
    done = subprocess.run(git, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["git failed"])[0]
        raise InputError(f"{base}...{head} cannot be compared ({reason}); fetch both with their history")
    return [path for path in done.stdout.split("\0") if path]
