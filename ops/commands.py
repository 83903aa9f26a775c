"""Commands as modules: each has a docstring for its help, `add_arguments` for its flags, and `run`.

The standard library is enough for this module: `ops.ci` runs where nothing is installed.
"""

import argparse
from collections.abc import Mapping
from functools import partial
from types import ModuleType
from typing import NoReturn


class InputError(Exception):
    """One line for the person who called: what cannot be used, and what to do instead."""


def add_commands(parser: argparse.ArgumentParser, modules: Mapping[str, ModuleType], metavar: str) -> None:
    """A subcommand for each module; the parsed arguments hold its `run` as `run_<metavar>`."""
    if parser.get_default(_key(metavar)) is None:
        parser.set_defaults(**{_key(metavar): partial(_missing, parser, modules)})
    commands = parser.add_subparsers(metavar=metavar)
    for name, module in modules.items():
        command = commands.add_parser(
            name,
            help=(module.__doc__ or "").partition("\n")[0],
            description=module.__doc__,
        )
        module.add_arguments(command)
        command.set_defaults(**{_key(metavar): module.run})


def run_command(arguments: argparse.Namespace, metavar: str) -> int:
    """Run the command that was chosen; its number is the exit code."""
    return int(getattr(arguments, _key(metavar))(arguments))


def _missing(
    parser: argparse.ArgumentParser, modules: Mapping[str, ModuleType], _: argparse.Namespace
) -> NoReturn:
    raise InputError(f"{parser.prog}: what to do is missing; write one of {', '.join(modules)}")


def _key(metavar: str) -> str:
    return f"run_{metavar.lower()}"
