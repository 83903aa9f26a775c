"""Decide what becomes of the one issue about the refresh of staging, from how the workflow's run ended.

Prints one JSON object as `drift` does: `action`, `number`, `title` and `body`. A run that fails or is cut off
opens the issue, the next one that does writes over it, and one that succeeds closes it.

  gh issue list --app github-actions --state open --json number,body > issues.json
  python -m ops ci refresh-issue --ended failure --receipt receipt.json --run URL --issues issues.json

Exit code: 0 decided, 2 a file cannot be used.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from ops.ci.issues import decided, read_issues
from ops.ci.refresh_summary import read_summary

_TITLE = "The refresh of staging has failed"
_NEXT = (
    "What was refused has changed nothing. After a run that was cut off, `python -m ops data recover` makes "
    "staging wholly old or wholly new. The next run that succeeds closes this issue."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `refresh-issue`."""
    parser.add_argument(
        "--ended", required=True, choices=("success", "failure", "cancelled"), help="`job.status` of the run"
    )
    parser.add_argument("--receipt", required=True, type=Path, help="what `data refresh --json` printed")
    parser.add_argument("--run", required=True, metavar="URL", help="where the run is shown")
    parser.add_argument("--issues", required=True, type=Path, help="a file with the open issues as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the decision."""
    wrong = None
    if arguments.ended != "success":
        seen = f"[The run]({arguments.run}) ended as {arguments.ended}."
        wrong = f"{read_summary(arguments.receipt)}\n\n{seen} {_NEXT}"
    right = f"[This run]({arguments.run}) has refreshed it."
    decision = decided("refresh of staging", _TITLE, wrong, right, read_issues(arguments.issues))
    print(json.dumps(asdict(decision), indent=2))
    return 0
