"""Say what a refresh would do: sizes, actions for each collection, what the policy does not name.

    python -m ops data plan
    python -m ops data plan --archive production.archive.gz

Reads every document of the source and writes nothing. What a refresh refuses of its surroundings (stack
files, keys, staging's services and Redis) is refused here by the same rules. Exit code: 0 a refresh would
begin, 2 it would be refused, 3 the source or the target could not be read.
"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from rich.filesize import decimal

from config.parse import read_stack_files
from config.violations import SettingsError
from data.ends import Addresses
from data.plan import Plan
from data.plan import plan as planned
from data.policy.load import load
from data.policy.model import Policy
from data.policy.paths import text_of
from ops.commands import InputError
from ops.data import options
from ops.data.addresses import named, reached
from ops.data.classify import advice
from ops.data.looking import look
from ops.data.progress import progress
from ops.redis.connection import answering
from ops.terminal import table
from render.errors import RenderError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data plan`."""
    options.add_both_ends(parser)
    options.add_keep_jobs(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the tables."""
    ends, policy = named(arguments), load(arguments.policy)
    refused = refusal(ends, keep_jobs=arguments.keep_jobs)
    with progress() as told:
        found = planned(reached(ends), policy, arguments.workers, told)
    if arguments.json:
        print(json.dumps(for_scripts(found, refused), indent=2))
    else:
        print(for_people(found, policy, refused))
    return 2 if found.unclassified or found.target_ready or refused else 0


def refusal(ends: Addresses, *, keep_jobs: bool) -> str | None:
    """Why a refresh would not begin, whatever its ends hold; None if it would."""
    try:
        with answering():
            look(read_stack_files(Path()), ends, os.environ, keep_jobs=keep_jobs)
    except (InputError, RenderError, SettingsError) as error:
        return str(error)
    return None


def for_people(found: Plan, policy: Policy, refused: str | None) -> str:
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
    return "\n".join([*parts, "", *_summary(found), f"around them: {refused or 'ready'}"])


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


def for_scripts(found: Plan, refused: str | None) -> dict[str, Any]:
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
        "refused": refused,
        "secondsEstimate": found.seconds_estimate,
        "window": found.window,
    }
