"""A first policy for a database: each of its paths, with what is known of it, and nothing decided."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from data.policy.build import DEFAULTABLE
from data.policy.paths import ITEM, KEY, Path, is_field_name, parse, text_of, words
from data.policy.sensitive import SENSITIVE
from data.policy.words import OBJECT, UNCLASSIFIED

# What Mongoose's types are stored as, where a default speaks for them.
_STORED = {"Number": "int", "Boolean": "bool", "Date": "date", "ObjectId": "objectId"}
_FACT = re.compile(r"(\[?)(\w+)")
_HEAD = """\
# Every path of the database. Say what happens to each instead of `unclassified`: until then this is refused.
environment: staging

defaults:
  bool: keep
  number: keep
  date: date-shift
  objectId: ref
  null: keep

everywhere: {}

collections:
"""


def from_schema(schema: Mapping[str, Mapping[str, Any]]) -> str:
    """The text for a schema: collection -> `fields` -> path -> fact, such as `String enum(client|coach)`."""
    lines: dict[str, list[str]] = {}
    for collection, said in schema.items():
        named: dict[Path, str] = {}
        objects: dict[Path, None] = {}
        for text, fact in said["fields"].items():
            array, kind = _FACT.match(fact).groups()  # type: ignore[union-attr]
            path = (*parse(collection, text).segments, *([ITEM] if array else []))
            objects |= dict.fromkeys(_objects(path))
            if _needs_a_line(path, _STORED.get(kind, "")):
                named[path] = fact
        lines[collection] = [
            *(_line(path, UNCLASSIFIED, fact) for path, fact in named.items()),
            *(_line(path, OBJECT, "") for path in _deepest(objects, named)),
        ]
    return _text(lines)


def from_inventory(counts: Mapping[tuple[str, Path, str], int]) -> str:
    """The text for what was met: collection, path and BSON type -> how often.

    What does not look like a field's name stands for all keys of its map.
    """
    found: dict[str, dict[Path, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for (collection, path, kind), count in counts.items():
        if kind not in ("object", "array"):
            found[collection][_without_keys(path)][kind] += count
    return _text(
        {
            collection: [
                _line(
                    path, UNCLASSIFIED, ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
                )
                for path, kinds in sorted(paths.items())
                if len(path) > 1 or any(_needs_a_line(path, kind) for kind in kinds)
            ]
            for collection, paths in sorted(found.items())
        }
    )


def _needs_a_line(path: Path, kind: str) -> bool:
    return kind not in DEFAULTABLE or KEY in path or any(words(name) & SENSITIVE for name in path)


def _objects(path: Path) -> Iterator[Path]:
    """The objects that a path of a schema goes through, but no map and nothing in one."""
    for end in range(1, len(path)):
        if KEY in path[: end + 1]:
            return
        if path[end] != ITEM:
            yield path[:end]


def _deepest(objects: Iterable[Path], named: Iterable[Path]) -> Iterator[Path]:
    """Those that no other line goes into."""
    everything = (*objects, *named)
    for path in objects:
        if not any(len(one) > len(path) and one[: len(path)] == path for one in everything):
            yield path


def _without_keys(path: Path) -> Path:
    return tuple(name if name == ITEM or is_field_name(name) else KEY for name in path)


def _line(path: Path, word: str, known: str) -> str:
    return f"    {text_of('', path).removeprefix('.')}: {word}{f'  # {known}' if known else ''}"


def _text(lines: Mapping[str, list[str]]) -> str:
    named = (
        "\n".join((f"  {name}:", *paths)) if paths else f"  {name}: {{}}" for name, paths in lines.items()
    )
    return _HEAD + "\n".join(named) + "\n"
