"""Redis: from the instance that environments share to one of its own, and its password.

python -m ops redis move --stack staging
python -m ops redis rotate --stack prod
"""

import argparse

from ops.commands import add_commands, run_command
from ops.redis import move, rotate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands of `redis`."""
    add_commands(parser, {"move": move, "rotate": rotate}, "SUBCOMMAND")


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen subcommand; its number is the exit code."""
    return run_command(arguments, "SUBCOMMAND")
