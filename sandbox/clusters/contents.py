"""What the databases of a server hold: collections with their counts, and whose data it says it is."""

from typing import Any

from pymongo.database import Database

from sandbox.clusters.mongod import Client
from sandbox.http import Json

_OWN = ("admin", "config", "local")
# Where the program's `data` room looks for the name of the environment that a refresh may overwrite.
MARKER = "_environment"


def databases(client: Client) -> list[Json]:
    """For each database its name, its marker (None without one), and the documents of each collection."""
    names = sorted(set(client.list_database_names()) - {*_OWN})
    return [_shown(client[name]) for name in names]


def _shown(database: Database[dict[str, Any]]) -> Json:
    names = sorted(each["name"] for each in database.list_collections(filter={"type": "collection"}))
    counts = {name: database[name].estimated_document_count() for name in names if not _is_servers(name)}
    marker = (database[MARKER].find_one() or {}).get("name") if counts.pop(MARKER, 0) else None
    return {"name": database.name, "marker": marker, "collections": counts}


def _is_servers(collection: str) -> bool:
    return collection.startswith("system.")
