"""A collection's documents, made after the tree of its schema."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bson.int64 import Int64

from sandbox.clusters.people import strings
from sandbox.clusters.people.making import Making
from sandbox.clusters.people.mixed import MIXED, keys, mixed
from sandbox.clusters.people.schema import Node, collection_of, tree
from sandbox.clusters.people.shares import presence
from sandbox.clusters.people.unique import FIXED

Maker = Callable[[Making], Any]
# Nothing expires while the tests run: where a TTL index watches, all is decades away.
_LATER = datetime(2060, 1, 1)
_EXPIRING = {"emailchangerequests.expiresAt", "notifications.expiresAt", "passwordresetrequests.createdAt"}
_NULL = 0.03
_MODELS = {
    "reviews.ratee": "User",
    "conversations.context.id": "SupportTicket",
    "discounts.appliesTo.entityIds": "Program",
    "discounts.eligibility.entityIds": "User",
}


def document_maker(collection: str) -> Callable[[Making, int], dict[str, Any]]:
    """Who makes the n-th document of a collection."""
    fill = _object(collection, tree(collection))

    def make(m: Making, number: int) -> dict[str, Any]:
        m.begin(collection, number)
        return {"_id": m.identity(collection, number), **fill(m)}

    return make


def _object(path: str, node: Node) -> Callable[[Making], dict[str, Any]]:
    parts = [
        (name, _value(f"{path}.{name}", child), *presence(path, name))
        for name, child in node.children.items()
        if "." in path or name != "_id"
    ]

    def make(m: Making) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, maker, share, nullable in parts:
            if share == 1 or m.whole:
                made[name] = maker(m)
                continue
            chance = m.random()
            if chance < share:
                made[name] = maker(m)
            elif nullable and chance < share + _NULL:
                made[name] = None
        return made

    return make


def _value(path: str, node: Node) -> Maker:
    if path in FIXED:
        return FIXED[path]
    if path in MIXED:
        return MIXED[path]
    if "<key>" in node.children:
        return _map(path, node.children["<key>"])
    one = _object(path, node) if node.children else _scalar(path, node)
    return _array(one) if node.array else one


def _array(one: Maker) -> Maker:
    def make(m: Making) -> list[Any]:
        # Half of the arrays are empty, as Mongoose writes them.
        return [one(m) for _ in range(2 if m.whole else m.pick((0, 0, 1, 2)))]

    return make


def _map(path: str, node: Node) -> Maker:
    names, value = keys(path), _value(f"{path}.<key>", node)
    return lambda m: {name: value(m) for name in names(m)}


def _scalar(path: str, node: Node) -> Maker:
    if node.enum:
        return lambda m: m.pick(node.enum)
    model = node.model or _MODELS.get(path)
    makers: dict[str, Maker] = {
        "String": strings.maker(path),
        "Number": _number(path.split(".")[-1]),
        "Date": _date(path),
        "Boolean": lambda m: m.random() < 0.5,
        "ObjectId": _reference(collection_of(model)) if model else Making.new_id,
        "Mixed": mixed(path),
    }
    return makers[node.kind]


def _reference(collection: str) -> Maker:
    return lambda m: m.reference(collection)


def _date(path: str) -> Maker:
    if path in _EXPIRING:
        return lambda m: _LATER + timedelta(seconds=m.below(10**8))
    if path == "users.dateOfBirth":
        return lambda m: datetime(1945, 1, 1) + timedelta(days=m.below(61 * 365))
    return Making.date


def _number(name: str) -> Maker:
    """Whole numbers for what is counted; Mongoose writes an int or a double, a migration wrote longs."""
    if name == "__v":
        return lambda m: m.below(3)
    if name in {"size", "bytes", "fileSize"}:
        return lambda m: Int64(m.below(2**33))

    def make(m: Making) -> int | float:
        chance = m.random()
        if chance < 0.6:
            return m.below(200)
        return round(m.random() * 500, 2) if chance < 0.95 else Int64(m.below(200))

    return make
