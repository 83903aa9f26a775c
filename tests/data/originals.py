"""Which values of one database stand in another, found in the plainest way there is: all of them in a set."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bson.objectid import ObjectId
from pymongo.database import Database

from data.policy.actions import Constant, Enum, Keep
from data.policy.model import Policy
from data.target.names import OWN

# What is shorter is equal by chance.
SHORTEST = 6
Path = tuple[str, ...]


def originals_found(source: Database[Any], target: Database[Any], policy: Policy) -> Counter[str]:
    """How often a string, binary or id of the source stands in the target, by path; declared ones aside."""
    held = {value for _, _, value in _all(source)}
    return Counter(
        f"{collection}.{'.'.join(path)}"
        for collection, path, value in _all(target)
        if value in held and not _declared(policy, collection, path, value)
    )


def _all(database: Database[Any]) -> Iterator[tuple[str, Path, Any]]:
    for name in database.list_collection_names():
        if name not in OWN and not name.startswith("system."):
            for document in database[name].find(batch_size=5_000):
                for path, value in _leaves((), document):
                    yield name, path, value


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, each in value.items():
            is_id = ObjectId.is_valid(key)
            if is_id:
                yield (*path, "<key>"), key
            yield from _leaves((*path, "<key>" if is_id else key), each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves((*path, "[]"), each)
    elif isinstance(value, ObjectId) or (isinstance(value, str | bytes) and len(value) >= SHORTEST):
        yield path, value


def _declared(policy: Policy, collection: str, path: Path, value: Any) -> bool:
    kind = "string" if isinstance(value, str) else "objectId" if isinstance(value, ObjectId) else "binData"
    action = policy.action(collection, path, kind)
    return (
        isinstance(action, Keep)
        or (isinstance(action, Enum) and value in action.values)
        or (isinstance(action, Constant) and value == action.value)
    )
