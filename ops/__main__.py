"""`python -m ops …`: the index of commands; each lives in a module of its own."""

import argparse
import sys
from importlib import import_module

from ops.redacted_output import install

COMMANDS = (
    "adopt",
    "check",
    "ci",
    "diff",
    "dns",
    "doctor",
    "env",
    "redacted",
    "reference",
    "secrets",
    "smoke",
)


def main() -> int:
    """Run one command; its number is the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ops", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    # Loading only what was asked for keeps `check` free of what the others need.
    asked = [name for name in sys.argv[1:2] if name in COMMANDS]
    for name in asked or COMMANDS:
        module = import_module(f"ops.{name}")
        summary = (module.__doc__ or "").partition("\n")[0]
        command = commands.add_parser(
            name,
            help=summary,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    arguments = parser.parse_args()
    return int(arguments.run(arguments))


if __name__ == "__main__":
    install()
    sys.exit(main())
