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
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from data.ends import Addresses
from data.errors import DataError
from data.policy.load import load
from data.receipt import Receipt
from data.refresh import refresh as refreshed
from ops.data import options
from ops.data.addresses import add_source, add_target, both, shown
from ops.data.asking import confirm
from ops.data.progress import progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data refresh`."""
    add_source(parser)
    add_target(parser)
    options.add_policy(parser)
    options.add_workers(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask before it begins")
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Ask, refresh, and say what was done."""
    addresses, policy = both(arguments), load(arguments.policy)
    if not arguments.yes:
        confirm(question(addresses), "yes", "--yes")
    try:
        with _ended_as_by_ctrl_c(), progress() as told:
            receipt = refreshed(addresses, policy, who(os.environ), arguments.workers, told)
    except DataError as error:
        if error.receipt and arguments.json:
            print(error.receipt.model_dump_json(indent=2))
        raise
    except KeyboardInterrupt:
        print("stopped; `python -m ops data recover` makes the target whole", file=sys.stderr)
        raise
    print(receipt.model_dump_json(indent=2) if arguments.json else done(shown(addresses.target), receipt))
    return 0


@contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Whoever ends it politely has it undone too: CI before it kills, a terminal that is closed."""
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGHUP)}
    # `nohup` has it ignored, so that it goes on.
    heard = [one for one, handler in before.items() if handler is not signal.SIG_IGN]
    try:
        for one in heard:
            signal.signal(one, signal.default_int_handler)
        yield
    finally:
        for one in heard:
            signal.signal(one, before[one])


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
