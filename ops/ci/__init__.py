"""What the workflows in .github/workflows decide: stacks, comment, issue, deploy, and whether it was seen.

    python -m ops ci plugins --help

Each command reads files and Git, writes to standard output and contacts nobody; the workflows hand what it
prints to `gh`. Exit code: 0 done, 1 done and the answer is no (each command says which), 2 unusable input.
"""

import argparse
import sys

from ops.ci import (
    comment,
    deploy_stack,
    digest,
    drift,
    plugins,
    refresh_issue,
    refresh_summary,
    stacks,
)
from ops.commands import InputError, add_commands, run_command

_COMMANDS = {
    "stacks": stacks,
    "comment": comment,
    "drift": drift,
    "deploy-stack": deploy_stack,
    "digest": digest,
    "plugins": plugins,
    "refresh-summary": refresh_summary,
    "refresh-issue": refresh_issue,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the commands below `ci`."""
    add_commands(parser, _COMMANDS, "SUBCOMMAND")


def run(arguments: argparse.Namespace) -> int:
    """Run the command that was chosen; unusable input is one line on standard error."""
    try:
        return run_command(arguments, "SUBCOMMAND")
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
