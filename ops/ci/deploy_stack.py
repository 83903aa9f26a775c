"""Print the stack that a branch deploys, and say whether it may be deployed now or is only previewed.

The branches are the workflow's own line (--branches), made from the stack files. Production is deployed only
after a person said so: its GitHub environment has required reviewers (--reviewed), or somebody started the
workflow by hand and typed the stack's name (--typed). Whoever starts it by hand types the name for any stack.

  BRANCHES="main=prod develop=dev"
  python -m ops ci deploy-stack --branches "$BRANCHES" --branch develop              dev
  python -m ops ci deploy-stack --branches "$BRANCHES" --branch main                 prod (exit code 1)
  python -m ops ci deploy-stack --branches "$BRANCHES" --branch main --typed prod    prod

Exit code: 0 deploy the stack printed, 1 only preview it (why is on standard error), 2 no such branch, wrong
name.
"""

import argparse
import sys
from collections.abc import Mapping

from config.stacks import PRODUCTION
from ops.ci.branches import add_branches, read_branches
from ops.commands import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `deploy-stack`."""
    add_branches(parser)
    parser.add_argument("--branch", required=True, help="the branch that was pushed or chosen")
    parser.add_argument("--typed", default="", help="the stack's name, as a person typed it")
    parser.add_argument(
        "--reviewed", action="store_true", help="the stack's GitHub environment has required reviewers"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the stack, and why it is not deployed."""
    stack = chosen(read_branches(arguments.branches), arguments.branch, arguments.typed)
    print(stack)
    if stack == PRODUCTION and not (arguments.typed or arguments.reviewed):
        print(
            f"{stack} waits for a person: its GitHub environment has no required reviewers, so look at the "
            f"preview of this run, then start this workflow by hand on {arguments.branch} and type {stack}",
            file=sys.stderr,
        )
        return 1
    return 0


def chosen(branches: Mapping[str, str], branch: str, typed: str) -> str:
    """The stack of a branch; raises InputError when there is none or another name was typed."""
    stack = branches.get(branch)
    if stack is None:
        known = ", ".join(f"{name} ({owner})" for name, owner in branches.items())
        raise InputError(f"branch '{branch}' deploys no stack; those that do are {known}")
    if typed and typed != stack:
        raise InputError(f"'{typed}' was typed, but branch {branch} deploys {stack}; nothing was deployed")
    return stack
