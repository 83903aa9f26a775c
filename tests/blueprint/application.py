"""The application's schema, and what its policy says of each of its fields.

What of a path is checked is what its Mongoose type is stored as: a Number is an int, a long or a double.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path as File
from typing import Any

from data.policy.actions import Action
from data.policy.load import load
from data.policy.model import ANY_TYPE, Policy
from data.policy.paths import ITEM, KEY, Path, parse

SCHEMA = File(__file__).parents[2] / "sandbox" / "clusters" / "people" / "application.json"
STORED = {
    "String": ("string",),
    "Number": ("int", "long", "double"),
    "Date": ("date",),
    "Boolean": ("bool",),
    "ObjectId": ("objectId",),
}
# For maps whose keys are the program's own words: such a word.
WORDS = {"notificationsettings": "session_reminder", "translations": "de"}


@cache
def own() -> Policy:
    return load()


@cache
def schema() -> dict[str, Any]:
    return dict(json.loads(SCHEMA.read_text()))


def fields() -> Iterator[tuple[str, Path, str]]:
    """Collection, path and fact of every field of every collection that is not left out."""
    for collection, said in schema().items():
        for text, fact in said["fields"].items():
            segments = [*parse(collection, text).segments, *([ITEM] if fact.startswith("[") else [])]
            if (
                KEY in segments
                and own().key_action(collection, tuple(segments[: segments.index(KEY)])) is None
            ):
                segments[segments.index(KEY)] = WORDS.get(collection, KEY)
            if own().treatment(collection) == "sanitize":
                yield collection, tuple(segments), fact


def kind_of(fact: str) -> str:
    found = re.match(r"\[?(\w+)", fact)
    assert found
    return found[1]


def is_taken_whole(collection: str, path: Path) -> bool:
    """Whether the path, or an object or a list above it, goes as a whole."""
    return any(
        isinstance(own().action(collection, path[:end], kind), ANY_TYPE)
        for end in range(1, len(path) + 1)
        for kind in ("object", "array")
    )


def actions(collection: str, path: Path, fact: str) -> list[Action | None]:
    return [own().action(collection, path, kind) for kind in STORED.get(kind_of(fact), ())]
