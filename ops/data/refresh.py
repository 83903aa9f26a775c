"""Fill staging with production's data, sanitized and verified; all that was there before goes.

    python -m ops data refresh                                 asks first
    python -m ops data refresh --dry-run                       up to the verification, then drops it again
    python -m ops data refresh --yes --json                    in a script
    python -m ops data refresh --archive production.archive.gz

Backup, inventory, load, verify, swap, in this order and no other. The addresses are those of the users that
`database.refresh` makes, from the states of the two stacks, or DATA_SOURCE_URI and DATA_TARGET_URI. Around
the swap staging's API and worker stand still, and the jobs in its queues are removed. Nothing is written
before every path of every document is known to the policy, and nothing is seen before the verifier has
passed. There is no way around either. A receipt is kept in the target (`ops data receipts`). Exit code: 0
done, 2 refused, 3 failed, 4 something of the source would have leaked, 130 stopped (Ctrl-C, SIGTERM, SIGHUP).
"""

import argparse
import getpass
import os
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout

from config.stacks import STAGING
from data.ends import Addresses
from data.errors import DataError
from data.policy.load import load
from data.receipt import Receipt
from data.refresh import Surroundings, look
from data.refresh import refresh as refreshed
from data.target.names import RECOVER
from ops.asking import confirm
from ops.commands import InputError
from ops.data import options
from ops.data.addresses import named, reached, shown
from ops.data.progress import progress
from ops.data.refreshing import Refreshing, Wishes
from ops.data.unfinished import ON
from ops.operation.journal import Journal, opened
from ops.operation.refreshed import JOURNAL
from ops.redis.connection import answering
from toolchain.command import ended_as_by_ctrl_c


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data refresh`."""
    options.add_both_ends(parser)
    parser.add_argument("--dry-run", action="store_true", help="end after the verification; swap nothing in")
    options.add_keep_jobs(parser)
    parser.add_argument(
        "--wait", type=float, default=300.0, metavar="SECONDS", help="for active jobs (default: 300)"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before it begins")


def run(arguments: argparse.Namespace) -> int:
    """Ask, refresh, and say what was done."""
    ends, policy = named(arguments), load(arguments.policy)

    def guards() -> None:
        look(reached(ends), policy)

    def engine(around: Surroundings) -> Receipt:
        with progress() as told:
            return refreshed(reached(ends), policy, who(os.environ), arguments.workers, told, around)

    wishes = Wishes(arguments.keep_jobs, arguments.dry_run, arguments.wait)
    with opened(JOURNAL, STAGING, ON) as journal:
        refreshing = Refreshing(journal, wishes, ends, guards, engine)
        refreshing.announce()
        if not arguments.yes:
            confirm(question(ends, wishes), "yes", "--yes")
        return _told(refreshing, arguments)


def _told(refreshing: Refreshing, arguments: argparse.Namespace) -> int:
    try:
        with ended_as_by_ctrl_c(), redirect_stdout(sys.stderr), answering():
            receipt = refreshing.go()
    except DataError as error:
        if error.receipt and arguments.json:
            print(error.receipt.model_dump_json(indent=2))
        raise
    except KeyboardInterrupt:
        print(f"stopped; {left_by(refreshing.journal)}", file=sys.stderr)
        raise
    except InputError:
        if refreshing.receipt and arguments.json:
            print(refreshing.receipt.model_dump_json(indent=2))
        raise
    target = shown(refreshing.ends.target)
    print(receipt.model_dump_json(indent=2) if arguments.json else done(target, receipt))
    return 0


def left_by(journal: Journal) -> str:
    """What one leaves that was stopped before it had begun, or once more while it was made whole."""
    if not journal.is_open:
        return "nothing was done"
    still = " and gives API and worker back" if journal.facts.get("held") else ""
    return f"{RECOVER} makes the target whole{still}"


def question(addresses: Addresses, wishes: Wishes) -> str:
    """What will be replaced, and by what."""
    source = str(addresses.archive) if addresses.archive else shown(addresses.source)
    if wishes.dry_run:
        return f"{source} will be read, and loaded into {shown(addresses.target)} beside what is there."
    return (
        f"Every collection of {shown(addresses.target)} will be replaced by the sanitized data of {source}; "
        "what else is there will be gone."
    )


def who(environ: Mapping[str, str]) -> str:
    """Who runs this, for the receipt: who started the workflow, else the user of this machine."""
    if actor := environ.get("GITHUB_ACTOR"):
        return actor
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in a container
        return f"user {os.getuid()}"


def done(target: str, receipt: Receipt) -> str:
    """One line for people."""
    documents = sum(each.documents_out for each in receipt.collections.values())
    seconds = (receipt.ended - receipt.started).total_seconds()
    end = "verified and dropped again" if receipt.outcome == "tried" else "verified and swapped in"
    return (
        f"{target}: {documents:,} documents in {len(receipt.collections)} collections, sanitized, "
        f"{end}, {seconds:.0f} s; receipt {receipt.number} ({receipt.sha256[:12]})"
    )
