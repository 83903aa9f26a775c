"""Fill the target with the source's data, sanitized and verified; all that was there before goes.

    python -m ops data refresh                                 asks first
    python -m ops data refresh --yes --json                    in a script
    python -m ops data refresh --archive production.archive.gz

Nothing is written before every path of every document is known to the policy, and nothing is seen by the
target's users before the verifier has passed. There is no way around either. A receipt is kept in the target
(`ops data receipts`). Exit code: 0 done, 2 refused, 3 failed, 4 something of the source would have leaked,
130 stopped (Ctrl-C, SIGTERM, SIGHUP).
"""

import argparse
import getpass
import os
import sys
from collections.abc import Mapping

from data.ends import Addresses
from data.errors import DataError
from data.policy.load import load
from data.receipt import Receipt
from data.refresh import refresh as refreshed
from data.target.names import RECOVER
from ops.asking import confirm
from ops.data import options
from ops.data.addresses import both, shown
from ops.data.progress import progress
from toolchain.command import ended_as_by_ctrl_c


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data refresh`."""
    options.add_both_ends(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask before it begins")


def run(arguments: argparse.Namespace) -> int:
    """Ask, refresh, and say what was done."""
    addresses, policy = both(arguments), load(arguments.policy)
    if not arguments.yes:
        confirm(question(addresses), "yes", "--yes")
    try:
        with ended_as_by_ctrl_c(), progress() as told:
            receipt = refreshed(addresses, policy, who(os.environ), arguments.workers, told)
    except DataError as error:
        if error.receipt and arguments.json:
            print(error.receipt.model_dump_json(indent=2))
        raise
    except KeyboardInterrupt:
        print(f"stopped; {RECOVER} makes the target whole", file=sys.stderr)
        raise
    print(receipt.model_dump_json(indent=2) if arguments.json else done(shown(addresses.target), receipt))
    return 0


def question(addresses: Addresses) -> str:
    """What will be replaced, and by what."""
    source = str(addresses.archive) if addresses.archive else shown(addresses.source)
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
    return (
        f"{target}: {documents:,} documents in {len(receipt.collections)} collections, sanitized, verified "
        f"and swapped in, {seconds:.0f} s; receipt {receipt.number} ({receipt.sha256[:12]})"
    )
