"""Launch day: production shows the application instead of the pre-launch page, and the way back.

    python -m ops launch check           everything that must be true before; changes nothing
    python -m sandbox run -- python -m ops launch rehearse       all of it on this machine, with these files
    python -m ops launch go              the launch: checked, watched, and back by itself if it fails
    python -m ops launch rollback        visitors see the pre-launch page again, in seconds

Production only: the other environments show the application all the time.
"""

import argparse

from ops.commands import add_commands, run_command
from ops.launch import check, go, rehearse, rollback

_COMMANDS = {
    "check": check,
    "rehearse": rehearse,
    "go": go,
    "rollback": rollback,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands of `launch`."""
    add_commands(parser, _COMMANDS, "SUBCOMMAND")


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen subcommand; its number is the exit code."""
    return run_command(arguments, "SUBCOMMAND")
