"""Decide what becomes of a stack's drift issue, from `pulumi preview --refresh --json`.

Drift is whatever an update would change although nothing was pushed. Prints one JSON object:
  action   nothing | open | update | close
  number   the issue to update or close, else null
  title, body   what to write; for `close` the body is the last comment

While a stack is frozen (--frozen, or `freeze: true` in its file), deploys wait on purpose and are no drift.
Nor is a deployment that is gone from Vercel while another one serves the site: old ones are deleted there
(vercel.com/changelog/updated-defaults-for-deployment-retention).

  gh issue list --app github-actions --state open --json number,body > issues.json
  python -m ops ci drift --stack prod --preview preview.json --issues issues.json

Exit code: 0 decided, 1 the preview failed, so nothing is known and nothing printed, 2 a file cannot be used.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from config.stacks import STACKS
from ops.ci.issues import Decision, Issue, decided, read_issues
from ops.ci.markdown import LIMIT, destructive, details, sentence
from ops.ci.preview import Change, Preview, read

_DEPLOYMENT = "vercel:index/deployment:Deployment"
_DEPLOYS = ("pulumi-python:dynamic/render:Deploy", _DEPLOYMENT)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `drift`."""
    parser.add_argument("--stack", required=True, choices=STACKS, help="whose preview it is")
    parser.add_argument("--preview", required=True, type=Path, help="a file with the JSON of the preview")
    parser.add_argument(
        "--issues", type=Path, help="a file with the open issues as JSON (default: none is open)"
    )
    parser.add_argument("--frozen", action="store_true", help="deploys wait, whatever the stack file says")


def run(arguments: argparse.Namespace) -> int:
    """Print the decision."""
    preview = read(arguments.preview, arguments.stack)
    if preview.errors:
        first = preview.errors[0].splitlines()[0]
        print(f"{arguments.stack}: the preview failed, so drift is unknown: {first}", file=sys.stderr)
        return 1
    issues = read_issues(arguments.issues) if arguments.issues else []
    print(json.dumps(asdict(decide(arguments.stack, preview, arguments.frozen, issues)), indent=2))
    return 0


def decide(stack: str, preview: Preview, frozen: bool, issues: Sequence[Issue]) -> Decision:
    """What to do with the one issue of this stack."""
    frozen = frozen or preview.frozen
    changes = [change for change in preview.changes if not (frozen and is_deploy(change))]
    none = not changes or (_is_retention(changes) and not _is_down(preview))
    wrong = None if none else _report(stack, preview, changes, frozen)
    right = f"Nothing differs any more{', apart from deploys: the stack is frozen' if frozen else ''}."
    return decided(f"drift of {stack}", f"{stack} is not what its branch describes", wrong, right, issues)


def is_deploy(change: Change) -> bool:
    """Whether a change is a deploy, or the look at the result that follows each."""
    return _is_smoke(change) or change.token in _DEPLOYS


def _is_smoke(change: Change) -> bool:
    return (change.token, change.name) == ("command:local:Command", "smoke")


def _is_retention(changes: Sequence[Change]) -> bool:
    """Whether all that differs is that a deployment is gone; beside something else it tells what is built."""
    gone = [change for change in changes if change.gone and change.token == _DEPLOYMENT]
    return bool(gone) and all(change in gone or _is_smoke(change) for change in changes)


def _is_down(preview: Preview) -> bool:
    """Whether the program warns of the site's host: no deployment answers for it."""
    return any(warning.startswith("frontendUrl: ") for warning in preview.warnings)


def _report(stack: str, preview: Preview, changes: Sequence[Change], frozen: bool) -> str:
    lost = destructive(changes)
    head = f"An update of {stack} would change what nobody pushed: {sentence(changes)}."
    if lost:
        head = f"⚠️ **An update of {stack} would {lost}**, though nobody pushed that. {head}"
    deploys = " Deploys are left out: the stack is frozen, and they wait on purpose." if frozen else ""
    steps = (
        f"`pulumi preview --stack {stack} --refresh --diff` shows the values. Keep a change that was made by "
        f"hand by writing it into Pulumi.{stack}.yaml; undo it with `pulumi up --stack {stack} --refresh`. "
        f"This issue follows every night and closes itself.{deploys}"
    )
    return f"{head}\n\n{details(stack, preview, changes, LIMIT - 3_000)}\n\n{steps}"
