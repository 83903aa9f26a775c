"""Print a digest of what an update would do, or say that it is not what somebody has looked at.

A person approves an update by its preview. Between the two the state may move, or a secret be missing in the
next GitHub environment; so the job that updates makes the preview again and compares (--seen). The digest
holds operations and inputs, of which no value can be read back; a secret's value is not in it at all.

  pulumi preview --stack prod --json > preview.json
  python -m ops ci digest --stack prod --preview preview.json                  prints it
  python -m ops ci digest --stack prod --preview preview.json --seen 3f9a...   says whether it is the same

Exit code: 0 printed, and the same; 1 another one than was looked at, or the preview failed; 2 the file cannot
be used.
"""

import argparse
import sys
from pathlib import Path

from config.stacks import STACKS
from ops.ci.preview import read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `digest`."""
    parser.add_argument("--stack", required=True, choices=STACKS, help="whose preview it is")
    parser.add_argument("--preview", required=True, type=Path, help="a file with the JSON of the preview")
    parser.add_argument("--seen", help="the digest of the preview that somebody has looked at")


def run(arguments: argparse.Namespace) -> int:
    """Print the digest."""
    preview, stack = read(arguments.preview, arguments.stack), arguments.stack
    if preview.errors:
        print(f"{stack}: the preview failed: {preview.errors[0].splitlines()[0]}", file=sys.stderr)
        return 1
    if arguments.seen is not None and arguments.seen != preview.digest:
        print(
            f"{stack}: an update would not do what was looked at, so nothing was done: since that preview "
            "the state has moved, or one of the two jobs has a secret that the other has not; run the "
            "workflow again (Re-run all jobs) and look at the new preview",
            file=sys.stderr,
        )
        return 1
    print(preview.digest)
    return 0
