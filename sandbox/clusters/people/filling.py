"""Fills a database as the application's would be: validators, a collation, every index, then documents."""

from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.operations import IndexModel

from sandbox.clusters.people.schema import facts
from sandbox.clusters.people.stream import documents

_BATCH = 1000
_USERS = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["_id", "email", "firstName", "lastName", "password", "role"],
        "properties": {
            "email": {"bsonType": "string", "pattern": "@"},
            "role": {"enum": ["client", "coach", "admin"]},
            "tokenVersion": {"bsonType": ["int", "long", "double"]},
        },
    }
}
OPTIONS: dict[str, dict[str, Any]] = {
    "users": {"validator": _USERS, "validationLevel": "moderate", "validationAction": "error"},
    "reviews": {"validator": {"rating": {"$type": "number"}}},
    "programcategories": {"collation": {"locale": "de", "strength": 2}},
}


def load(database: Database[dict[str, Any]], count: int, seed: int = 1) -> dict[str, int]:
    """Creates the 49 collections with their indexes and fills them; how many documents each has got."""
    for name in facts():
        database.create_collection(name, **OPTIONS.get(name, {}))
        if indexes := _indexes(name):
            database[name].create_indexes(indexes)
    made = {}
    for name, group in groupby(documents(seed, count), key=itemgetter(0)):
        made[name] = _insert(database[name], (document for _, document in group))
    return made


def _insert(collection: Collection[dict[str, Any]], values: Iterator[dict[str, Any]]) -> int:
    count = 0
    while batch := list(islice(values, _BATCH)):
        collection.insert_many(batch, ordered=False)
        count += len(batch)
    return count


def _indexes(collection: str) -> list[IndexModel]:
    return [_index(dict(fact)) for fact in facts()[collection]["indexes"]]


def _index(fact: dict[str, Any]) -> IndexModel:
    key = fact.pop("key")
    # With a text index the server takes the field `language` for the text's language, and refuses a document
    # of `programs`, where it is an array: error 17261. So another field is named, which nobody has.
    override = {"language_override": "textLanguage"} if "text" in key.values() else {}
    return IndexModel(list(key.items()), **fact, **override)
