"""List the receipts of the target: who refreshed it, when, from what, and how it ended.

    python -m ops data receipts
    python -m ops data receipts --json > receipts.json

A run that was stopped or cut off in its swap has one more, `recovered`, from when what was left was done.
Each receipt holds the hash of the one before: one that was changed or taken out shows. None holds a value of
a document. Exit code: 0 the chain is whole, 2 refused, 3 it is broken, or the target could not be read.
"""

import argparse
import json
from contextlib import closing

from data.errors import Failed
from data.receipt import Receipt, chain_fault
from data.receipt import receipts as kept
from data.target.address import connect
from ops.data import options
from ops.data.addresses import add_target, target_of
from ops.terminal import table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data receipts`."""
    add_target(parser)
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each receipt, the oldest first."""
    with closing(connect(target_of(arguments))) as target:
        found = kept(target)
    if arguments.json:
        print(json.dumps([each.model_dump(mode="json") for each in found], indent=2))
    elif found:
        head = ("", "began (UTC)", "who", "from", "documents", "outcome", "run", "sha256")
        print(table(head, [[_row(each) for each in found]]))
    else:
        print("no receipt yet")
    if fault := chain_fault(found):
        raise Failed(f"{fault}; compare with the copies that you have kept (`--json`)")
    return 0


def _row(receipt: Receipt) -> list[str]:
    documents = sum(each.documents_out for each in receipt.collections.values())
    return [
        str(receipt.number),
        f"{receipt.started:%Y-%m-%d %H:%M}",
        receipt.who,
        receipt.source_database,
        f"{documents:,}",
        receipt.outcome,
        receipt.run,
        receipt.sha256[:12],
    ]
