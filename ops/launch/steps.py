"""What launch and rollback share: one journal, what visitors saw, what is left to do."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from config.stacks import PRODUCTION, stack_file
from config.vendors import is_rehearsal
from ops.launch.watch import Watch
from ops.operation.phases import Account

# Of `go` and `rollback` alike: the one is the other's way on or back.
JOURNAL = "launch"
ROLLBACK = "`python -m ops launch rollback`"
ON = f"`python -m ops launch go` goes on with the launch, and {ROLLBACK} goes back"
BACK = f"{ROLLBACK} brings the pre-launch page back, from wherever this stands"


def add_stack(parser: argparse.ArgumentParser) -> None:
    """Add `--stack`, for who has it in the fingers."""
    parser.add_argument(
        "--stack", choices=[PRODUCTION], default=PRODUCTION, help="what is launched is production"
    )


@contextmanager
def watched(watch: Watch, account: Account) -> Iterator[Watch]:
    """Look as a visitor meanwhile; what was seen goes into the account."""
    try:
        with watch:
            yield watch
    finally:
        account.facts["visitors"] = watch.account()


def commit_line(stack: str, launched: bool, environ: Mapping[str, str]) -> list[str]:
    """What is left to do about the stack file; nothing in a rehearsal, whose copy is nobody's."""
    if is_rehearsal(environ):
        return []
    words = "Launched" if launched else "Back to the pre-launch page"
    return [f'git commit -m "{words}" {stack_file(stack)}, and push it: what CI deploys next must say so too']
