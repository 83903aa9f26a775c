"""Print a first policy, in which every path is there and nothing is classified yet.

    python -m ops data policy scaffold --schema schema.json > policy.yaml
    python -m ops data policy scaffold > policy.yaml        from every document of DATA_SOURCE_URI
    python -m ops data policy check --policy policy.yaml    what is still to be classified

A schema is JSON, `{"users": {"fields": {"email": "String", "tags": "[String]"}}}`, with Mongoose's types.
What a path holds stands behind it, never a value. Exit code: 0 done, 2 refused, 3 the source could not be
read.
"""

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import Literal

from data.ends import Addresses, open_source
from data.gathered import Gathered
from data.inventory import Inventory, Surveyor
from data.policy.model import Policy
from data.policy.scaffold import from_inventory, from_schema
from ops.commands import InputError
from ops.data.addresses import add_source, source_of


class Unwritten(Policy):
    """A policy that looks into every collection and has no answer for any path."""

    def treatment(self, collection: str) -> Literal["sanitize"]:
        """Whatever there is."""
        return "sanitize"


_UNWRITTEN = Unwritten(
    environment="", sanitized=frozenset(), dropped={}, defaults={}, sensitive=frozenset(), rules=()
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `data policy scaffold`."""
    parser.add_argument("--schema", type=Path, metavar="FILE", help="a schema in place of a source")
    add_source(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print it."""
    if arguments.schema:
        text = _of_schema(arguments.schema)
    else:
        text = from_inventory(inventory(source_of(arguments)).values)
    print(text, end="")
    return 0


def _of_schema(file: Path) -> str:
    try:
        return from_schema(json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}; name a file with --schema") from None
    except (ValueError, AttributeError, KeyError, TypeError):
        form = '{"COLLECTION": {"fields": {"PATH": "TYPE"}}}'
        raise InputError(f"{file}: is no schema; write {form}") from None


def inventory(addresses: Addresses) -> Inventory:
    """What every document of a source holds. Raises Refused, Failed."""
    surveyor, found = Surveyor(_UNWRITTEN), Inventory()
    with closing(open_source(addresses)) as source:
        for batch in source.all_batches():
            found.merge(surveyor.look(batch, Gathered(batch.values())))
    return found
