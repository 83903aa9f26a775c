"""Rehearse everything on this machine: the real Pulumi engine, a local cloud, no account.

Everything is kept in .sandbox/; nothing but this machine is contacted. `make up` is `python -m sandbox up`.

    python -m sandbox up                                   all three environments, in deploy order
    python -m sandbox up dev                               one of them, after a change in Pulumi.dev.yaml
    python -m sandbox run -- pulumi preview --stack dev    any command, in the sandbox
"""

# PYTHON_ARGCOMPLETE_OK: a shell may run this to complete its words.
import argparse
import os
import shutil
import sys

from sandbox import process
from sandbox.home import SOURCE, Home, SandboxError
from sandbox.project import STACKS
from sandbox.session import prepare
from sandbox.standing import remarks
from toolchain import command
from toolchain.parser import Parser, complete, completing

# What each does, and the words of its examples.
COMMANDS = {
    "start": ("start the local cloud", ("start",)),
    "stop": ("stop it; everything is kept", ("stop",)),
    "up": ("bring environments up", ("up", "up dev --verbose", "up --with-redis --with-data")),
    "down": ("destroy them; without a name, stop as well", ("down", "down dev")),
    "status": ("addresses, tokens and ids of the local cloud", ("status", "status --json")),
    "reset": ("stop, and forget state, cloud and secrets", ("reset",)),
    "run": (
        "run a command in the sandbox",
        ("run -- pulumi preview --stack dev", "run -- python -m ops doctor"),
    ),
}


def parser() -> Parser:
    """The parser of all commands."""
    made = Parser(prog="python -m sandbox", description=__doc__)
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    of = {
        name: commands.add_parser(name, help=text, description="\n".join([f"{text}\n", *_shown(examples)]))
        for name, (text, examples) in COMMANDS.items()
    }
    for name in ("up", "down"):
        of[name].add_argument("stack", nargs="*", help=f"{', '.join(STACKS)} (default: all)")
        of[name].add_argument("-v", "--verbose", action="store_true", help="show all that pulumi says")
    of["up"].add_argument("--with-redis", action="store_true", help="start every Key Value as well")
    of["up"].add_argument(
        "--with-data", action="store_true", help="start every cluster, with people in production's"
    )
    of["status"].add_argument("--json", action="store_true", help="for a script")
    of["run"].add_argument("argv", nargs="+", metavar="CMD")
    return made


def _shown(examples: tuple[str, ...]) -> list[str]:
    return [f"  python -m sandbox {words}" for words in examples]


def main() -> int:
    """Run one command; returns the exit code (that of CMD for `run`)."""
    if completing(os.environ) is not None:
        complete(parser())
    arguments = parser().parse_args()
    home = Home(SOURCE / ".sandbox")
    try:
        return _run(arguments, home)
    except SandboxError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _run(arguments: argparse.Namespace, home: Home) -> int:
    # Imported where it is used: `run` stands before every rehearsed command and draws no table.
    match arguments.command:
        case "start":
            prepare(home)
            print(f"the sandbox is running: {home.url}")
        case "stop":
            print("stopped" if home.path.exists() and process.stop(home) else "was not running")
        case "up":
            from sandbox.rehearsal import up

            up(
                home,
                arguments.stack,
                with_redis=arguments.with_redis,
                with_data=arguments.with_data,
                verbose=arguments.verbose,
            )
        case "down":
            from sandbox.rehearsal import down

            down(home, arguments.stack, verbose=arguments.verbose)
        case "status":
            from sandbox.session import render_status, status

            print(render_status(status(home), arguments.json))
        case "reset":
            if home.path.exists():
                process.stop(home)
                shutil.rmtree(home.path)
            print("the sandbox is empty")
        case "run":
            session = prepare(home)
            for line in remarks(home, arguments.argv, session.stack_files):
                print(f"note: {line}", file=sys.stderr)
            sys.stderr.flush()
            session.become(arguments.argv)
    return 0


if __name__ == "__main__":
    sys.exit(command.run(main, failed=1))
