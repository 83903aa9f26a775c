"""Print the comment for a pull request from what `pulumi preview --json` printed.

Its first line says what would happen, and first of all what would be lost: a service, a domain, a database, a
generated secret that is deleted or replaced. Where a plan changes, a line says what it costs by list price. A
table follows: resource, operation, the keys that differ. No value but of a plan is ever shown. It fits into
GitHub's 65,536 characters and says what was cut. The last line is a hidden marker, by which the comment of a
stack is found again and edited in place.

  pulumi preview --stack prod --json > preview.json
  python -m ops ci comment --stack prod --preview preview.json

Exit code: 0 printed, 1 printed and the preview itself had failed, 2 the file cannot be used.
"""

import argparse
from pathlib import Path

from config.stacks import STACKS
from ops.ci.cost_line import cost_line
from ops.ci.markdown import LIMIT, destructive, details, sentence, size
from ops.ci.preview import Preview, read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `comment`."""
    parser.add_argument("--stack", required=True, choices=STACKS, help="whose preview it is")
    parser.add_argument("--preview", required=True, type=Path, help="a file with the JSON of the preview")


def run(arguments: argparse.Namespace) -> int:
    """Print the comment."""
    preview = read(arguments.preview, arguments.stack)
    print(comment(arguments.stack, preview))
    return 1 if preview.errors else 0


def comment(stack: str, preview: Preview, limit: int = LIMIT) -> str:
    """The whole comment in at most `limit` bytes."""
    head, marker = first_line(stack, preview), f"<!-- pulumi preview of {stack} -->"
    # An update that fails changes no plan.
    costs = "" if preview.errors else cost_line(stack, preview.plans)
    body = details(stack, preview, preview.changes, limit - size(head) - size(costs) - size(marker) - 6)
    return "\n\n".join(part for part in (head, costs, body, marker) if part)


def first_line(stack: str, preview: Preview) -> str:
    """What happens, with what would be lost before everything else."""
    counted = sentence(preview.changes)
    if preview.errors:
        failed = "the preview **failed**, as an update would"
        counted = f"{failed}; up to there: {counted}" if preview.changes else failed
    if lost := destructive(preview.changes):
        return f"⚠️ **{stack} would {lost}. What is lost with it does not come back.** In all: {counted}."
    return f"**{stack}**: {counted}."
