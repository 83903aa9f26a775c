"""Before the first preview: what is missing or wrong on this machine and in the accounts, and how to get it.

    python -m ops doctor                  everything, all three environments
    python -m ops doctor --stack dev      one environment

Only reads. One line for each check: ok, note (works, but know it), FAIL (an update would stop or go wrong),
and what to do. Exit code: 0 nothing fails, 1 something does, 2 a stack file cannot be used.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from config.parse import read_secrets, read_stack_files
from config.secrets import Secrets
from config.settings import Settings
from config.stacks import STACKS
from config.violations import SettingsError
from ops.accounts.http import AccountError
from ops.blocks import colours
from ops.doctor import atlas, files, names, render, tools, vercel
from ops.doctor.check import Check
from ops.state import State
from ops.state import read as read_state

_COLOURS = {"ok": "\x1b[32m", "note": "\x1b[33m", "FAIL": "\x1b[31m"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `doctor`."""
    parser.add_argument("--stack", choices=STACKS, help="one environment only")
    parser.add_argument("--json", action="store_true", help="the same for a script")


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each check, as soon as it is known."""
    chosen = [arguments.stack] if arguments.stack else list(STACKS)
    try:
        stacks = read_stack_files(Path())
        secrets = {s: read_secrets(Path(), s, stacks[s], os.environ) for s in chosen}
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    found = []
    for check in _all(chosen, stacks, secrets):
        found.append(check)
        if not arguments.json:
            print(line(check, colours()), flush=True)
    if arguments.json:
        print(json.dumps([asdict(check) for check in found], indent=2))
    else:
        print(summary(found))
    return 1 if any(check.state == "FAIL" for check in found) else 0


def _all(chosen: list[str], stacks: dict[str, Settings], secrets: dict[str, Secrets]) -> Iterator[Check]:
    yield from tools.checks()
    for stack in chosen:
        settings = stacks[stack]
        yield from files.checks(stack, stacks, secrets[stack], os.environ)
        try:
            state = read_state(stack)
        except AccountError as error:
            state = State()
            yield Check("FAIL", stack, "state", str(error))
        yield from render.checks(stack, settings, state.ids)
        yield from vercel.checks(stack, settings, state.ids)
        yield from atlas.checks(stack, settings, state)
        yield from names.checks(stack, settings)


def line(check: Check, colour: bool) -> str:
    """`ok    prod  Render workspace: …`, with what to do behind it."""
    state = f"{check.state:5}"
    if colour:
        state = f"{_COLOURS[check.state]}{state}\x1b[0m"
    do = f"; {check.do}" if check.do else ""
    return f"{state} {check.place:8} {check.what}: {check.found}{do}"


def summary(found: list[Check]) -> str:
    """How many of each."""
    counted = {state: sum(check.state == state for check in found) for state in _COLOURS}
    return f"{counted['FAIL']} to correct, {counted['note']} to know, {counted['ok']} ok"
