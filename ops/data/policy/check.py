"""Say every fault of a policy at once, with its line; offline.

    python -m ops data policy check
    python -m ops data policy check --policy policy.yaml

Whether it names everything that a source holds, `data plan` says. Exit code: 0 it can be used, 2 it cannot.
"""

import argparse
import json

from data.policy.load import load
from ops.data import options
from ops.terminal import folded


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data policy check`."""
    options.add_policy(parser)
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Load it, and say what it covers. Raises Refused."""
    policy = load(arguments.policy)
    said = {
        "environment": policy.environment,
        "sanitized": len(policy.sanitized),
        "dropped": len(policy.dropped),
        "rules": len(policy.rules),
        "sha256": policy.digest,
    }
    if arguments.json:
        print(json.dumps(said, indent=2))
    else:
        text = (
            f"can be used: {said['sanitized']} collections sanitized, {said['dropped']} left empty, "
            f"{said['rules']} rules, for a target marked {policy.environment}; sha256 {policy.digest[:12]}"
        )
        print(folded(text))
    return 0
