"""Secrets: where each comes from, whether it is there, whether two environments share one, and rotation.

    python -m ops secrets list
    python -m ops secrets audit
    python -m ops secrets rotate JWT_SECRET --stack dev

No command prints a value.
"""

import argparse

from ops.secrets import audit, listing, rotate

SUBCOMMANDS = {"list": listing, "audit": audit, "rotate": rotate}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands of `secrets`."""
    subcommands = parser.add_subparsers(required=True, metavar="SUBCOMMAND")
    for name, module in SUBCOMMANDS.items():
        summary = (module.__doc__ or "").partition("\n")[0]
        subcommand = subcommands.add_parser(name, help=summary, description=module.__doc__)
        module.add_arguments(subcommand)
        subcommand.set_defaults(run_subcommand=module.run)


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen subcommand; its number is the exit code."""
    return int(arguments.run_subcommand(arguments))
