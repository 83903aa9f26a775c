"""Rehearse everything on this machine: the real Pulumi engine, a local cloud, no account.

Everything is kept in .sandbox/; nothing but this machine is contacted. `make up` is `python -m sandbox up`.
"""

import argparse
import shutil
import sys

from sandbox import process
from sandbox.home import SOURCE, Home, SandboxError
from sandbox.session import prepare
from sandbox.standing import remarks
from toolchain import command

EXAMPLES = """examples:
  python -m sandbox up                                   all three environments, in deploy order
  python -m sandbox up dev                               one of them, after a change in Pulumi.dev.yaml
  python -m sandbox run -- pulumi preview --stack dev    any command, in the sandbox
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("start", help="start the local cloud")
    commands.add_parser("stop", help="stop it; everything is kept")
    for name, text in (
        ("up", "bring environments up"),
        ("down", "destroy them; without a name, stop as well"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("stack", nargs="*", help="prod, staging, dev (default: all)")
        command.add_argument("-v", "--verbose", action="store_true", help="show all that pulumi says")
        if name == "up":
            command.add_argument("--with-redis", action="store_true", help="start every Key Value as well")
            command.add_argument(
                "--with-data", action="store_true", help="start every cluster, with people in production's"
            )
    command = commands.add_parser("status", help="addresses, tokens and ids of the local cloud")
    command.add_argument("--json", action="store_true", help="for a script")
    commands.add_parser("reset", help="stop, and forget state, cloud and secrets")
    command = commands.add_parser(
        "run", help="run a command in the sandbox: run -- pulumi preview --stack dev"
    )
    command.add_argument("argv", nargs="+", metavar="CMD")
    return parser


def main() -> int:
    """Run one command; returns the exit code (that of CMD for `run`)."""
    arguments = _parser().parse_args()
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
            return session.run(arguments.argv)
    return 0


if __name__ == "__main__":
    sys.exit(command.run(main, failed=1))
