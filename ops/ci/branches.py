"""Which branch deploys which stack, as a workflow hands it over: `main=prod staging=staging develop=dev`.

It stands in the stack files, which a job with nothing installed cannot read; `python -m ops reference` writes
it from there into the workflows.
"""

import argparse

from config.stacks import STACKS
from ops.commands import InputError


def add_branches(parser: argparse.ArgumentParser) -> None:
    """Add the flag whose text `read_branches` reads."""
    parser.add_argument(
        "--branches",
        required=True,
        metavar="TABLE",
        help="the branch of each stack, such as 'main=prod develop=dev': BRANCHES of the workflow",
    )


def read_branches(text: str) -> dict[str, str]:
    """The stack of each branch. Raises InputError for anything but a branch and a stack each, none twice."""
    pairs = [pair.rpartition("=") for pair in text.split()]
    stack_of = {branch: stack for branch, _, stack in pairs if branch}
    stacks = set(stack_of.values())
    if not pairs or not len(pairs) == len(stack_of) == len(stacks) or not stacks <= set(STACKS):
        raise InputError(
            f"--branches '{text}' does not name branches with their stacks ({', '.join(STACKS)}), none "
            "twice, like 'main=prod develop=dev', so no push has a stack; `python -m ops reference` writes "
            "that line"
        )
    return stack_of
