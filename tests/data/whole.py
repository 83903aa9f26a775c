"""What a database holds, for comparing two of them: documents by `dbHash`, options, indexes."""

from collections.abc import Mapping
from typing import Any

from pymongo.database import Database

from data.target.names import OWN


def whole(database: Database[dict[str, Any]]) -> dict[str, Any]:
    """By collection, the room's own left out; whatever is still there of a load is among them.

    The root user's handle is needed, and a database in which nobody writes meanwhile.
    """
    hashes = database.command("dbHash")["collections"]
    return {
        one["name"]: (hashes.get(one["name"]), one["type"], one["options"], _indexes(database, one))
        for one in database.list_collections()
        if one["name"] not in OWN and not one["name"].startswith("system.")
    }


def _indexes(database: Database[dict[str, Any]], one: Mapping[str, Any]) -> dict[str, Any]:
    if one["type"] != "collection":
        return {}
    # A key's order is part of it, which a comparison of mappings would not see.
    listed = (dict(index) for index in database[one["name"]].list_indexes())
    return {index["name"]: {**index, "key": list(index["key"].items())} for index in listed}
