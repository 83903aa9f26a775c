"""Environment variables: what the application reads and what the program gives it."""

import argparse

from ops.scan import command as scan

# Name -> a module with `add_arguments` and `run`, as in `ops.__main__`.
SUBCOMMANDS = {"scan": scan}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands of `env`."""
    subcommands = parser.add_subparsers(required=True, metavar="SUBCOMMAND")
    for name, module in SUBCOMMANDS.items():
        summary = (module.__doc__ or "").partition("\n")[0]
        subcommand = subcommands.add_parser(name, help=summary, description=module.__doc__)
        module.add_arguments(subcommand)
        subcommand.set_defaults(run_subcommand=module.run)


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen subcommand; its number is the exit code."""
    return int(arguments.run_subcommand(arguments))
