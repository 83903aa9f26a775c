"""Fill development's database by the application's own `npm run seed`, and say what it holds then.

    python -m ops data seed --app ../application

The target is the database of Pulumi.dev.yaml, marked once (`ops data mark development`); no flag leads to
another. The seed is told development's variables and nothing else of whoever starts it. Documents and
fingerprint (`dbHash`) of each collection are compared with what the seed before had left. Exit code: 0 done,
2 refused, 3 the seed failed, and development is half filled until the same command has come to its end.
"""

import argparse
import json
import os
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from data.errors import DataError, Failed, Interrupted
from data.fingerprint import Prints, fingerprints
from data.seeding import Seed, begin, begun, keep, last_seed
from data.target.address import Target
from data.target.development import open_development
from ops.asking import confirm
from ops.data import npm, options
from ops.data.development import STACK, Development, development
from ops.data.seed_report import as_json, as_text, different
from ops.operation.journal import alone
from toolchain.command import ended_as_by_ctrl_c

_AGAIN = "development is half filled until the same command has come to its end"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data seed`."""
    parser.add_argument(
        "--app",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="the folder of the application's package.json",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before it begins")
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Ask, seed, and compare."""
    words = npm.command(arguments.app, os.environ)
    found = development()
    with alone(STACK), closing(open_development(found.address, found.database)) as target:
        before, last = fingerprints(target), last_seed(target)
        began = begun(target)
        if not arguments.yes:
            confirm(question(found, before, last, began), "yes", "--yes")
        elif began:
            print(cut_off(began), file=sys.stderr)
        _seed(target, words, arguments.app, found)
        now = fingerprints(target)
        keep(target, Seed(ended=datetime.now(UTC), collections=now))
    compared = (found.shown, before, now, last)
    print(json.dumps(as_json(*compared), indent=2) if arguments.json else as_text(*compared))
    return 0


def question(found: Development, before: Prints, last: Seed | None, began: datetime | None) -> str:
    """What is there, and what becomes of it. `began`: a seed that has not come to its end, UTC."""
    documents = sum(one.documents for one in before.values())
    asked = (
        f"{found.shown} ({documents:,} documents in {len(before)} collections) will be emptied and filled as "
        "the application's seed does it."
    )
    if began:
        return f"{asked} {cut_off(began)}"
    if last and (changed := different(before, last)):
        asked += f" Since the last seed somebody has changed {', '.join(changed)}: that will be gone."
    return asked


def cut_off(began: datetime) -> str:
    """That a seed has not come to its end."""
    return f"The seed of {began:%Y-%m-%d %H:%M} UTC was cut off, or somebody is at it still."


def _seed(target: Target, words: list[str], app: Path, found: Development) -> None:
    began = datetime.now(UTC)
    begin(target, began)
    try:
        with ended_as_by_ctrl_c():
            code = npm.run(words, app, npm.surroundings(found.variables, os.environ))
    except KeyboardInterrupt:
        with suppress(DataError):
            begin(target, began)
        raise Interrupted(_AGAIN) from None
    # A seed that drops the whole database has dropped its marker too.
    if begin(target, began):
        print(f"{found.shown}: the seed had taken its marker away; it is there again", file=sys.stderr)
    if code:
        raise Failed(f"`npm run {npm.SCRIPT}` ended with exit code {code}, as its last lines say; {_AGAIN}")
