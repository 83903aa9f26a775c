"""Take over what exists already: find it, write its ids into the stack file, say what will change.

    python -m ops adopt --stack prod              writes Pulumi.prod.yaml: look at it with `git diff`
    python -m ops adopt --stack prod --dry-run    only shows what it would write
    python -m ops adopt --stack prod --lost       after an update that was cut off: nothing is made twice

Reads Render, Vercel and Atlas and changes nothing there. What a person has set by hand stays: secrets whose
value is not the one given here become `ui`. Comments and order of the file are kept. In the sandbox's
own copy of the stack files nothing is written.

`--lost` writes no stack file. What an update has made at Vercel and Atlas and never heard of (`kill -9`, a
lost reply; the next one fails with `domain_already_exists`, ENV_CONFLICT, USER_ALREADY_EXISTS) goes into
Pulumi's state if it is as this stack would have made it, and is named otherwise. Run it before pending
creates are cleared: they tell which users and cluster are this stack's. What was lost at Render is found by
the update itself, and a deployment that was lost is built again.

Exit code: 0 done, 1 something lost is left to a person, 2 refused, or something cannot be read.
"""

import argparse
import difflib
import os
from pathlib import Path

from config.parse import read_secrets, read_stack_file
from config.rules import unfilled_ids
from config.secrets import secret_values
from config.settings import Settings
from config.stacks import STACKS, stack_file
from config.vendors import is_rehearsal
from config.violations import SettingsError
from ops.accounts import vercel
from ops.adopt import cluster, lost, services, site, stores
from ops.adopt.edits import applied
from ops.adopt.plan import Plan
from ops.state import read as read_state
from ops.terminal import folded
from render.session import from_environment
from toolchain.files import write_whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `adopt`."""
    parser.add_argument("--stack", choices=STACKS, required=True, help="the environment")
    parser.add_argument("--dry-run", action="store_true", help="show what would be written, write nothing")
    parser.add_argument(
        "--lost",
        action="store_true",
        help="take into the state what an update made that was cut off",
    )


def run(arguments: argparse.Namespace) -> int:
    """Find, write, and say what comes next."""
    stack, file = arguments.stack, Path(stack_file(arguments.stack))
    if arguments.lost:
        return lost.run(stack, _settings(stack), dry_run=arguments.dry_run)
    plan = found(stack)
    print("\n".join(folded(line, 4) for line in plan.lines), flush=True)
    before = file.read_bytes().decode()  # with its own ends of lines
    after = applied(file.name, before, plan.edits)
    if after == before:
        print(f"\n{file}: nothing to write")
    elif arguments.dry_run or _is_copy():
        named = f"{file}", f"{file} (not written)"
        shown = difflib.unified_diff(before.splitlines(), after.splitlines(), *named, lineterm="", n=1)
        print("", *shown, sep="\n")
    else:
        write_whole(file, after)
        print(f"\n{file}: written; `git diff {file}` shows it")
    print(f"Next: `pulumi preview --stack {stack}`; it must show no delete and no replace.")
    return 0


def _is_copy() -> bool:
    """Whether this folder is the sandbox's own copy, whose stack files are made anew by each command."""
    home = os.environ.get("SANDBOX_DIR")
    return home is not None and Path(home).resolve() in Path.cwd().resolve().parents


def found(stack: str) -> Plan:
    """What there is to take over. Raises SettingsError, InputError, RenderError."""
    settings = _settings(stack)
    values = secret_values(read_secrets(Path(), stack, settings, os.environ))
    render, state = from_environment(os.environ), read_state(stack)
    return Plan.of(
        lost.hint(stack, settings, state),
        services.plan(render, settings, values, state),
        stores.redis(render, settings, state),
        site.plan(vercel.connect(settings.vercel.team), settings, state),
        cluster.plan(settings, state),
        stores.access_list(settings, state),
        cluster.backups(settings, state),
    )


def _settings(stack: str) -> Settings:
    settings = read_stack_file(Path(), stack)
    if not is_rehearsal(os.environ) and (zeros := unfilled_ids(stack, settings)):
        raise SettingsError(zeros)
    return settings
