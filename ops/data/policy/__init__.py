"""The policy: is it sound, and a first one for an application that has none.

python -m ops data policy check
python -m ops data policy scaffold --schema schema.json > policy.yaml
"""

import argparse

from ops.commands import add_commands, run_command
from ops.data.policy import check, scaffold


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands of `data policy`."""
    add_commands(parser, {"check": check, "scaffold": scaffold}, "POLICY")


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen subcommand; its number is the exit code."""
    return run_command(arguments, "POLICY")
