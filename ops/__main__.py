"""`python -m ops …`: the index of commands; each lives in a module of its own."""

import argparse
import sys
from importlib import import_module

from config.violations import SettingsError
from ops.commands import InputError, add_commands, run_command
from ops.redacted import install
from toolchain import command

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


def main() -> int:
    """Run one command; its number is the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ops", description=__doc__)
    # Loading only what was asked for keeps `check` free of what the others need.
    asked = [name for name in sys.argv[1:2] if name in COMMANDS]
    modules = {name: import_module(f"ops.{name}") for name in asked or COMMANDS}
    add_commands(parser, modules, "COMMAND")
    try:
        if data := modules.get("data"):
            data.look_at(sys.argv[1:])
        return run_command(parser.parse_args(), "COMMAND")
    except _refusals() as error:
        print(error, file=sys.stderr)
        return getattr(error, "exit_code", 2)


def _refusals() -> tuple[type[Exception], ...]:
    """What is told in its own line; Render's and the data's errors only if the command has loaded them."""
    render, data = sys.modules.get("render.errors"), sys.modules.get("data.errors")
    rooms = [*([render.RenderError] if render else []), *([data.DataError] if data else [])]
    return (InputError, SettingsError, *rooms)


def _redacted() -> int:
    install()
    return main()


if __name__ == "__main__":
    sys.exit(command.run(_redacted, failed=2))
