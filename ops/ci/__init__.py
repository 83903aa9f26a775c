"""What the workflows in .github/workflows decide: which stacks, which comment, which issue, which deploy.

Each command reads files and Git, writes to standard output and contacts nobody; the workflows hand what it
prints to `gh`. Exit code: 0 done, 1 done and the answer is no (each command says which), 2 unusable input.
"""

import argparse
import sys

from ops.ci import comment, deploy_stack, drift, plugins, stacks
from ops.ci.errors import InputError

_COMMANDS = {
    "stacks": stacks,
    "comment": comment,
    "drift": drift,
    "deploy-stack": deploy_stack,
    "plugins": plugins,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the commands below `ci`."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in _COMMANDS.items():
        command = commands.add_parser(
            name,
            help=(module.__doc__ or "").partition("\n")[0],
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(run_ci=module.run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command that was chosen; unusable input is one line on standard error."""
    try:
        return int(arguments.run_ci(arguments))
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
