"""Environment variables: what the application reads, what the program gives it, and local files of them.

python -m ops env --stack dev --local        .env files for a developer's machine
python -m ops env parity                     which variables the environments have, and which differ
python -m ops env scan ../application        what the application reads against what it gets
"""

import argparse

from ops import local_env, parity
from ops.scan import command as scan

# Name -> a module with `add_arguments` and `run`, as in `ops.__main__`.
SUBCOMMANDS = {"parity": parity, "scan": scan}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `--local` and the subcommands of `env`."""
    local_env.add_arguments(parser)
    parser.set_defaults(run_subcommand=local_env.run)
    subcommands = parser.add_subparsers(metavar="SUBCOMMAND")
    for name, module in SUBCOMMANDS.items():
        summary = (module.__doc__ or "").partition("\n")[0]
        subcommand = subcommands.add_parser(name, help=summary, description=module.__doc__)
        module.add_arguments(subcommand)
        subcommand.set_defaults(run_subcommand=module.run)


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen subcommand; its number is the exit code."""
    return int(arguments.run_subcommand(arguments))
