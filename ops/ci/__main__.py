"""`python3 -m ops.ci …`: the same commands with nothing installed, for jobs that need no more than Git."""

import sys

from ops import ci
from toolchain import command
from toolchain.parser import Parser


def main() -> int:
    """Run one command; its number is the exit code."""
    parser = Parser(prog="python -m ops ci", description=ci.__doc__)
    ci.add_arguments(parser)
    return ci.run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(command.run(main, failed=2))
