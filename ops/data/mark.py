"""Mark a database as an environment that a refresh, or development's seed, may overwrite. Once for each.

    python -m ops data mark staging
    python -m ops data mark staging --yes bondigoo-staging     in a script
    python -m ops data mark development                        the database of Pulumi.dev.yaml

Writes one document into the target, `_environment: {name: staging}`. Without it every refresh is refused, and
every seed, so that an address that was mixed up costs nothing. Development's address is not given: it is that
of its stack file. No command changes a marker (docs/data.md). Exit code: 0 done, 2 refused, 3 it could not be
written.
"""

import argparse

from config.validation_errors import perhaps_meant
from data.policy.load import load
from data.target.marker import is_marked, mark
from data.target.names import DEVELOPMENT
from ops.asking import confirm
from ops.commands import InputError
from ops.data import options
from ops.data.addresses import add_target, database_of, shown, target_of
from ops.data.development import development


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `data mark`."""
    parser.add_argument("name", metavar="NAME", help=f"the policy's `environment`, or {DEVELOPMENT}")
    add_target(parser)
    options.add_policy(parser)
    parser.add_argument(
        "--yes", metavar="DATABASE", help="do not ask; the name of the database shows that it is meant"
    )


def run(arguments: argparse.Namespace) -> int:
    """Ask for the database's name, and mark it."""
    target, who = _target(arguments)
    database = database_of(target)
    if arguments.yes not in (None, database):
        raise InputError(f"--yes {arguments.yes}: the target's database is {database}; nothing was done")
    was = is_marked(target, arguments.name)
    if arguments.yes is None and not was:
        what = f"{shown(target)} will be marked as {arguments.name}: {who} may then overwrite all of it."
        confirm(what, database, f"--yes {database}")
    new = not was and mark(target, arguments.name)
    print(f"{shown(target)}: {'marked' if new else 'was marked already'} as {arguments.name}")
    return 0


def _target(arguments: argparse.Namespace) -> tuple[str, str]:
    """The address, and who may overwrite what is marked there."""
    if arguments.name != DEVELOPMENT:
        _refuse_unknown(arguments.name, load(arguments.policy).environment)
        return target_of(arguments), "a refresh"
    if arguments.target_file:
        raise InputError(
            f"--target-file: {DEVELOPMENT} is the database of its stack file and no other; leave it out"
        )
    return development().address, "a seed"


def _refuse_unknown(name: str, environment: str) -> None:
    # Nothing would ever look for it, and no command takes it away again.
    if name != environment:
        meant = perhaps_meant(name, [environment, DEVELOPMENT])
        raise InputError(
            f"{name}: a database is marked as {environment}, which the policy is for, or as "
            f"{DEVELOPMENT}{meant}; nothing was done"
        )
