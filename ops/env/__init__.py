"""Environment variables: what the application reads, what the program gives it, and local files of them.

python -m ops env --stack dev --local        .env files for a developer's machine
python -m ops env parity                     which variables the environments have, and which differ
python -m ops env scan ../application        what the application reads against what it gets
"""

import argparse

from ops.commands import add_commands, run_command
from ops.env import local, parity, scan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `--local` and the subcommands of `env`."""
    local.add_arguments(parser)
    parser.set_defaults(run_subcommand=local.run)
    add_commands(parser, {"parity": parity, "scan": scan}, "SUBCOMMAND")


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen subcommand; its number is the exit code."""
    return run_command(arguments, "SUBCOMMAND")
