"""What was copied beside the documents: validators, views and partial indexes can hold literals too."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from bson.objectid import ObjectId
from bson.regex import Regex

from data.verify.findings import OPTIONS, Findings, Place
from data.verify.marks import marker
from data.verify.memory import Memory
from data.verify.pieces import ID, MAIL, NAME, NUMBER, SHORTEST, TOKEN, WHOLE, mail_of, pieces
from data.verify.tree import EACH, KEY, Path, data_among

# Under these stand names of collections, fields and types, not values.
_SYNTAX = frozenset(
    {
        "as",
        "bsonType",
        "coll",
        "connectFromField",
        "connectToField",
        "foreignField",
        "from",
        "into",
        "localField",
        "path",
        "required",
        "startWith",
    }
)


class Described(Protocol):
    """A collection as a server lists it."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def options(self) -> Mapping[str, Any]:
        """As `listCollections` gives them."""

    @property
    def indexes(self) -> Iterable[Mapping[str, Any]]:
        """As `listIndexes` gives them."""


def check_options(
    collections: Iterable[Described], memory: Memory, findings: Findings, salt: bytes
) -> Findings:
    """The literals in options and indexes of the target that are something of the source.

    What of `findings`, the whole of what was loaded, stands there by declaration may stand here too.
    """
    found = Findings()
    for collection in collections:
        literals = list(_of(collection))
        found.covered[OPTIONS] += len(literals)
        for place in _leaks([text for _, text in literals], memory, findings, salt):
            found.leaks[Place(OPTIONS, collection.name, literals[place][0])] += 1
    return found


def _of(collection: Described) -> Iterator[tuple[Path, str]]:
    for option in ("validator", "pipeline"):
        yield from _literals((option,), collection.options.get(option))
    for index in collection.indexes:
        yield from _literals(("partialFilterExpression",), index.get("partialFilterExpression"))
        # A text index has its fields under `weights`.
        for fields in ("key", "weights", "wildcardProjection"):
            yield from _literals((fields,), dict.fromkeys(index.get(fields, ())))
        yield from _literals(("name",), {index.get("name", ""): None})


def _literals(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    """What is a value, as text: no names of fields (`$name`), no words of the language.

    A key counts where it can be no field's name: an index can be on one entry of a map, a person's id.
    """
    if isinstance(value, ObjectId):
        yield path, str(value)
    elif isinstance(value, Regex):
        yield from _literals(path, value.pattern)
    elif isinstance(value, bytes):
        yield from _literals(path, str(value, "utf-8", "replace"))
    elif isinstance(value, str):
        if len(value.strip()) >= SHORTEST and not value.startswith("$"):
            yield path, value.strip()
    elif isinstance(value, Mapping):
        for key, one in value.items():
            below = (*path, key)
            if data_among(dict.fromkeys(key.split("."))):
                below = (*path, KEY)
                yield from _literals(below, key)
            if key not in _SYNTAX or isinstance(one, Mapping):
                yield from _literals(below, one)
    elif isinstance(value, list):
        for one in value:
            yield from _literals((*path, EACH), one)


def _leaks(texts: list[str], memory: Memory, findings: Findings, salt: bytes) -> set[int]:
    leaks: set[int] = set()
    declared: set[int] = set()
    for found in pieces(texts, marker(salt), (WHOLE, NUMBER, TOKEN, ID, NAME)):
        hits = memory.sets[found.kind].holds(found.marks)
        if found.kind == WHOLE:
            stays = findings.original.holds(found.marks)
            declared |= set(found.places(stays).tolist())
        leaks.update(set(found.places(hits).tolist()) - declared)
    mail = mail_of(texts)
    for found in pieces(mail.texts, marker(salt), (WHOLE,)):
        hits = memory.sets[MAIL].holds(found.marks)
        leaks.update(mail.places[place] for place in found.places(hits).tolist())
    return leaks
