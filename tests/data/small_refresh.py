"""A refresh of three small collections, without a source: what `data/target/` does from begin to end."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pymongo.database import Database

from data.documents import Document, batch_of
from data.errors import Leaked
from data.target import indexes, load, swap
from data.target.guard import open_target
from data.target.options import Described
from data.target.recover import recover


@dataclass(frozen=True)
class Wanted:
    """A collection as the source describes it."""

    name: str
    kind: str = "collection"
    options: Mapping[str, Any] = field(default_factory=dict)
    indexes: Sequence[Mapping[str, Any]] = ()


COLLECTIONS = (
    Wanted("skills"),
    Wanted(
        "users",
        options={"validator": {"email": {"$type": "string"}}},
        indexes=({"v": 2, "key": {"email": 1}, "name": "email_1", "unique": True},),
    ),
    Wanted("resets", indexes=({"v": 2, "key": {"at": 1}, "name": "at_1", "expireAfterSeconds": 3600},)),
)
DOCUMENTS: dict[str, list[Document]] = {
    "skills": [{"_id": number, "name": f"skill {number}"} for number in range(20)],
    "users": [{"_id": number, "email": f"person{number}@example.invalid"} for number in range(50)],
}


def fill_old(database: Database[dict[str, Any]]) -> None:
    """What staging held before: of the plan's collections two, and two things that are not in the plan."""
    database.users.insert_many([{"_id": number, "old": True} for number in range(30)])
    database.users.create_index("old")
    database.resets.insert_one({"_id": 1})
    database.stale.insert_one({"_id": 1})
    database.create_collection("old_users", viewOn="users", pipeline=[])


def refresh(
    uri: str,
    run: str = "1",
    collections: Sequence[Described] = COLLECTIONS,
    documents: Mapping[str, list[Document]] = DOCUMENTS,
    meanwhile: Callable[[load.Loading], object] = id,
) -> swap.Swapped:
    """The whole way, by the target's own user; `meanwhile` happens when the documents are sent."""
    target = open_target(uri, "staging", None)
    try:
        with load.begin(target, run, collections) as loading:
            for name, some in documents.items():
                load.insert(load.handle(target, run, name), batch_of(name, some))
            meanwhile(loading)
            loading.settled({name: len(some) for name, some in documents.items()})
            indexes.build(target, run, collections)
            loading.verified()
            indexes.ttl(target, run, collections)
            return swap.swap(loading)
    finally:
        target.close()


def recovered(uri: str) -> str:
    """Which of the two the target is after `recover`."""
    target = open_target(uri, "staging", None, unfinished=True)
    try:
        return recover(target).state
    finally:
        target.close()


def leaking_refresh(uri: str) -> None:
    """One whose verifier finds something, so that all of it is undone."""

    def leak(_: load.Loading) -> None:
        raise Leaked("something was found")

    with suppress(Leaked):
        refresh(uri, meanwhile=leak)
