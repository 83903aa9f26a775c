"""Launch day: production shows the application instead of the pre-launch page.

python -m ops launch check           everything that must be true before; changes nothing
"""

import argparse

from ops.commands import add_commands, run_command
from ops.launch import check

_COMMANDS = {
    "check": check,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands of `launch`."""
    add_commands(parser, _COMMANDS, "SUBCOMMAND")


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen subcommand; its number is the exit code."""
    return run_command(arguments, "SUBCOMMAND")
