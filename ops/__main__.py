"""Commands for whoever operates the environments.

python -m ops doctor             what is missing on this machine and in the accounts
python -m ops check              the stack files and the rules between them, offline
python -m ops rollback --help    what a command does, its flags and examples
"""

# PYTHON_ARGCOMPLETE_OK: a shell may run this to complete its words.
import os
import sys
from argparse import ArgumentParser
from collections.abc import Collection, Sequence
from importlib import import_module

from config.violations import SettingsError
from ops.commands import InputError, add_commands, run_command
from ops.redacted import install
from toolchain import command
from toolchain.parser import Parser, complete, completing, unknown

COMMANDS = (
    "adopt",
    "check",
    "ci",
    "cost",
    "data",
    "diff",
    "dns",
    "doctor",
    "env",
    "launch",
    "redacted",
    "redis",
    "reference",
    "rollback",
    "secrets",
    "smoke",
    "status",
)


def parser(names: Collection[str] = COMMANDS) -> Parser:
    """The parser of these commands; loading only what was asked for keeps one free of what others need."""
    made = Parser(prog="python -m ops", description=__doc__)
    add_commands(made, {name: import_module(f"ops.{name}") for name in names}, "COMMAND")
    return made


def main() -> int:
    """Run one command; its number is the exit code."""
    asked = [word for word in sys.argv[1:2] if not word.startswith("-")]
    try:
        if asked and asked[0] not in COMMANDS:
            raise InputError(f"error: {unknown('command', asked[0], COMMANDS)}")
        parsing = parser(asked or COMMANDS)
        if data := sys.modules.get("ops.data"):
            data.look_at(sys.argv[1:])
        return run_command(parsing.parse_args(), "COMMAND")
    except _refusals() as error:
        print(error, file=sys.stderr)
        return getattr(error, "exit_code", 2)


def _completed(words: Sequence[str]) -> ArgumentParser:
    """What a shell completes: the names of the commands, or what one of them takes."""
    if len(words) > 1:
        return parser([name for name in words[:1] if name in COMMANDS])
    names = ArgumentParser()
    names.add_argument("COMMAND", choices=COMMANDS)
    return names


def _refusals() -> tuple[type[Exception], ...]:
    """What is told in its own line; Render's and the data's errors only if the command has loaded them."""
    render, data = sys.modules.get("render.errors"), sys.modules.get("data.errors")
    rooms = [*([render.RenderError] if render else []), *([data.DataError] if data else [])]
    return (InputError, SettingsError, *rooms)


def _program() -> int:
    if (words := completing(os.environ)) is not None:
        complete(_completed(words))
    install()
    return main()


if __name__ == "__main__":
    sys.exit(command.run(_program, failed=2))
