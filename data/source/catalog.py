"""What a database consists of: collections, options, indexes, sizes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pymongo.database import Database

from data.documents import Document
from data.errors import Refused
from data.source.model import KINDS, Collection

_SERVERS_OWN = ("system.views", "system.profile", "system.buckets.")


def structure(database: Database[Document]) -> tuple[Collection, ...]:
    """Every collection by name, sizes left out."""
    listed = sorted(database.list_collections(), key=lambda one: str(one["name"]))
    return tuple(_described(database, one) for one in listed if not one["name"].startswith(_SERVERS_OWN))


def _described(database: Database[Document], listed: Mapping[str, Any]) -> Collection:
    name, kind = listed["name"], listed["type"]
    if kind not in KINDS:
        raise Refused(f"{name} of the source is a {kind}, and this program does not know what that is.")
    indexes = () if kind == "view" else tuple(dict(one) for one in database[name].list_indexes())
    return Collection(name, kind, listed["options"], indexes)


def measured(database: Database[Document], collection: Collection) -> Collection:
    """The same with documents and bytes, as the server estimates them now."""
    if collection.kind == "view":
        return collection
    # In a sharded cluster each shard answers.
    shards = database[collection.name].aggregate([{"$collStats": {"storageStats": {}}}])
    sizes = [one["storageStats"] for one in shards]
    documents = sum(int(one.get("count", 0)) for one in sizes)
    return replace(collection, documents=documents, size=sum(int(one.get("size", 0)) for one in sizes))
