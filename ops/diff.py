"""Compare two environments: every key that differs, and how many are equal.

Reads their Pulumi.<stack>.yaml in this folder; needs no account and no network. A key that is left out counts
with its default, so what is listed differs in effect; `-` says that this side has no such key. Examples:

    python -m ops diff prod staging
    python -m ops diff prod staging --json

Exit code, as of diff(1): 0 the two are equal, 1 they differ, 2 a file cannot be used.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from config.settings import Settings
from config.stacks import STACKS
from config.violations import SettingsError
from ops.check import read_all
from ops.terminal import table


@dataclass(frozen=True)
class Difference:
    """One key and its two values; None where a side has no such key."""

    key: str
    left: Any
    right: Any

    @property
    def group(self) -> str:
        """The object that the key belongs to, empty for the top level."""
        return self.key.rpartition(".")[0].partition(".")[0]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the two environments and the flags of `diff`."""
    parser.add_argument("left", choices=STACKS, metavar="LEFT", help=f"one of {', '.join(STACKS)}")
    parser.add_argument("right", choices=STACKS, metavar="RIGHT", help="the one to compare it with")
    parser.add_argument(
        "--json", action="store_true", help="the same for a script; null where a key is absent"
    )
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="where the stack files are (default: here)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print how two environments differ."""
    names = (arguments.left, arguments.right)
    stacks, unusable = read_all(arguments.folder, names)
    if unusable:
        raise SettingsError(unusable)
    found, equal = differences(*(stacks[name] for name in names))
    print(as_json(names, found, equal) if arguments.json else as_text(names, found, equal))
    return 1 if found else 0


def differences(left: Settings, right: Settings) -> tuple[list[Difference], int]:
    """The keys that differ, top level first, then in the order of a stack file; and how many are equal."""
    mine, other = flat(left), flat(right)
    found = [Difference(key, mine.get(key), other.get(key)) for key in {**mine, **other}]
    different = [one for one in found if one.left != one.right]
    order = ["", *(str(field.alias) for field in Settings.model_fields.values())]
    return sorted(different, key=lambda one: order.index(one.group)), len(found) - len(different)


def flat(settings: Settings) -> dict[str, Any]:
    """Each value under its full key, such as `redis.plan`. A list is one value; what is unset has no key."""
    return dict(_leaves("", settings.model_dump(mode="json", by_alias=True)))


def _leaves(prefix: str, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _leaves(f"{prefix}{key}.", value)
        elif value is not None:
            yield f"{prefix}{key}", value


def as_json(names: tuple[str, str], found: list[Difference], equal: int) -> str:
    """What differs, for a script."""
    rows = [{"key": one.key, "left": one.left, "right": one.right} for one in found]
    return json.dumps({"left": names[0], "right": names[1], "equal": equal, "different": rows}, indent=2)


def as_text(names: tuple[str, str], found: list[Difference], equal: int) -> str:
    """What differs, for a person: a table in groups."""
    summary = f"{names[0]} and {names[1]}: {len(found)} keys differ, {equal} are equal"
    if not found:
        return summary
    rows = [(one.group, (one.key, in_words(one.left), in_words(one.right))) for one in found]
    groups = [[row for _, row in group] for _, group in groupby(rows, key=lambda row: row[0])]
    return f"{table(('key', *names), groups)}\n\n{summary}"


def in_words(value: Any) -> str:
    """A value as a stack file spells it, on one line."""
    if value is None:
        return "-"
    if isinstance(value, list):
        return ", ".join(_item(item) for item in value) or "(empty)"
    return value if isinstance(value, str) and value else json.dumps(value)


def _item(item: Any) -> str:
    return " ".join(in_words(part) for part in item.values()) if isinstance(item, Mapping) else in_words(item)
