"""Say what a refresh would do: sizes, actions for each collection, what the policy does not name.

    python -m ops data plan
    python -m ops data plan --archive production.archive.gz

Reads every document of the source and writes nothing. Exit code: 0 a refresh would begin, 2 it would be
refused, 3 the source or the target could not be read.
"""

import argparse
import json
from typing import Any

from rich.filesize import decimal

from data.plan import Plan
from data.plan import plan as planned
from data.policy.load import load
from data.policy.model import Policy
from data.policy.paths import text_of
from ops.data import options
from ops.data.addresses import both
from ops.data.classify import advice
from ops.data.progress import progress
from ops.terminal import table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data plan`."""
    options.add_both_ends(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the tables."""
    addresses, policy = both(arguments), load(arguments.policy)
    with progress() as told:
        found = planned(addresses, policy, arguments.workers, told)
    print(json.dumps(for_scripts(found), indent=2) if arguments.json else for_people(found, policy))
    return 2 if found.unclassified or found.target_ready else 0


def for_people(found: Plan, policy: Policy) -> str:
    """The tables, and how long it would take."""
    rows = [
        [name, treatment, f"{documents:,}", decimal(size), _actions(actions)]
        for name, treatment, documents, size, actions in found.collections
    ]
    parts = [table(("collection", "is", "documents", "size", "paths by what happens to them"), [rows])]
    if found.unclassified:
        unnamed = [
            [text_of(collection, path), kind, f"{count:,}", advice(policy, collection, path, kind)]
            for collection, path, kind, count in found.unclassified
        ]
        parts += ["", "What the policy does not name, so that a refresh is refused:"]
        parts += [table(("path", "type", "count", "under `collections`, for example"), [unnamed])]
    return "\n".join([*parts, "", *_summary(found)])


def _actions(actions: Any) -> str:
    return ", ".join(f"{name} {count}" for name, count in actions.items()) or "-"


def _summary(found: Plan) -> list[str]:
    documents = sum(row[2] for row in found.collections)
    size = sum(row[3] for row in found.collections)
    return [
        f"{len(found.collections)} collections, {documents:,} documents, {decimal(size)}: about "
        f"{found.seconds_estimate:.0f} s. {found.window}".rstrip(),
        f"target: {found.target_ready or 'ready'}",
    ]


def for_scripts(found: Plan) -> dict[str, Any]:
    """The same, JSON-able."""
    return {
        "collections": [
            {"name": name, "treatment": treatment, "documents": documents, "size": size, "actions": {**paths}}
            for name, treatment, documents, size, paths in found.collections
        ],
        "unclassified": [
            {"path": text_of(collection, path), "type": kind, "count": count}
            for collection, path, kind, count in found.unclassified
        ],
        "targetReady": found.target_ready,
        "secondsEstimate": found.seconds_estimate,
        "window": found.window,
    }
