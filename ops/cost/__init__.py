"""What the environments cost a month, thing by thing, by list prices in USD before tax.

    python -m ops cost
    python -m ops cost --json

Reads every Pulumi.<stack>.yaml in this folder; needs no account and no network. Only fixed parts have a
figure: what is billed by use, by person or for an account is named below the table. What has no known price
says so, and the sum is then `at least`. A service without `numInstances` counts as one, because it stays as
it is at Render. The prices, each with its date and source, stand in ops/cost/prices.toml.

Exit code: 0 printed, 2 a stack file cannot be used.
"""

import argparse
from datetime import date
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `cost`."""
    parser.add_argument("--json", action="store_true", help="the same for a script, with the sources")
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="where the stack files are (default: here)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print what the environments cost."""
    # Not at the top: `ops ci` reads prices of this package where nothing is installed.
    from config.violations import SettingsError
    from ops.check import read_all
    from ops.cost.costs import costs
    from ops.cost.report import as_json, as_text

    stacks, unusable = read_all(arguments.folder)
    if unusable:
        raise SettingsError(unusable)
    found = costs(stacks)
    print((as_json if arguments.json else as_text)(found, date.today()))
    return 0
