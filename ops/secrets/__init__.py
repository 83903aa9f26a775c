"""Secrets: where each comes from, whether it is there, whether two environments share one, and rotation.

    python -m ops secrets list
    python -m ops secrets audit
    python -m ops secrets rotate JWT_SECRET --stack dev

No command prints a value.
"""

import argparse

from ops.commands import add_commands, run_command
from ops.secrets import audit, listing, rotate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands of `secrets`."""
    add_commands(parser, {"list": listing, "audit": audit, "rotate": rotate}, "SUBCOMMAND")


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen subcommand; its number is the exit code."""
    return run_command(arguments, "SUBCOMMAND")
