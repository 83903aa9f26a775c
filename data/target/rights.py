"""What the target's user may do, as the server says (`connectionStatus`), against what is done there."""

from collections.abc import Iterable
from typing import Any

from data.privileges import READ_ACTIONS, SERVERS_OWN, place

# Read from the privileges themselves: a role of one's own with these actions is as good as `readWrite`.
NEEDED = (
    "find",
    "insert",
    "update",
    "remove",
    "listCollections",
    "listIndexes",
    "createCollection",
    "createIndex",
    "dropCollection",
    "renameCollectionSameDB",
)


def missing(privileges: Iterable[dict[str, Any]], database: str) -> tuple[str, ...]:
    """The needed actions that no privilege gives on every collection of the database."""
    held: set[str] = set()
    for privilege in privileges:
        resource = privilege["resource"]
        whole = resource.get("db") in {database, ""} and resource.get("collection") == ""
        if whole or resource.get("anyResource"):
            held.update(privilege["actions"])
    return tuple(action for action in NEEDED if action not in held)


def elsewhere(privileges: Iterable[dict[str, Any]], database: str) -> tuple[str, ...]:
    """Where beside the database he may do something: names of others, `the cluster`, `every database`."""
    found = set()
    for privilege in privileges:
        where, actions = place(privilege["resource"]), set(privilege["actions"])
        if where in SERVERS_OWN:
            actions -= READ_ACTIONS
        if actions and where != database:
            found.add(where)
    return tuple(sorted(found))
