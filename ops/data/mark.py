"""Mark the target as an environment that a refresh may overwrite. Once for each database.

    python -m ops data mark staging
    python -m ops data mark staging --yes bondigoo-staging     in a script

Writes one document into the target, `_environment: {name: staging}`. Without it every refresh is refused, so
that an address that was mixed up costs nothing. Exit code: 0 done, 2 refused, 3 it could not be written.
"""

import argparse

from data.target.marker import mark as marked
from ops.asking import confirm
from ops.commands import InputError
from ops.data.addresses import add_target, database_of, shown, target_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `data mark`."""
    parser.add_argument("name", metavar="NAME", help="the policy's `environment`")
    add_target(parser)
    parser.add_argument(
        "--yes", metavar="DATABASE", help="do not ask; the name of the database shows that it is meant"
    )


def run(arguments: argparse.Namespace) -> int:
    """Ask for the database's name, and mark it."""
    target = target_of(arguments)
    database = database_of(target)
    if arguments.yes is None:
        what = f"{shown(target)} will be marked as {arguments.name}: a refresh may then overwrite all of it."
        confirm(what, database, f"--yes {database}")
    elif arguments.yes != database:
        raise InputError(f"--yes {arguments.yes}: the target's database is {database}; nothing was done")
    new = marked(target, arguments.name)
    print(f"{shown(target)}: {'marked' if new else 'was marked already'} as {arguments.name}")
    return 0
