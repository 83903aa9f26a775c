"""A live source is read as of one time, however long it takes and whatever happens to it meanwhile."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import bson
import pytest

from data.errors import Failed, Refused
from data.source.catalog import structure
from data.source.model import BATCH_BYTES, Source
from data.source.snapshot import open_snapshot
from tests.data.places import Source as Place


@contextmanager
def failing(place: Place, command: str, **how: Any) -> Iterator[None]:
    """The server does this to the next such command of ours for the users of this database."""
    data = {"failCommands": [command], "appName": "data-refresh", "namespace": f"{place.name}.users", **how}
    server = place.server
    server.client.admin.command("configureFailPoint", "failCommand", mode={"times": 1}, data=data)
    try:
        yield
    finally:
        server.client.admin.command("configureFailPoint", "failCommand", mode="off")


def ids(source: Source, collection: str) -> list[Any]:
    return [document["_id"] for batch in source.batches(collection) for document in batch.values()]


def test_one_point_in_time_is_read_in_every_pass_while_people_go_on_working(source: Place) -> None:
    users, sessions = source.database.users, source.database.sessions
    users.insert_many([{"_id": number} for number in range(300)])
    sessions.insert_many([{"_id": number} for number in range(300)])
    with closing(open_snapshot(source.uri)) as opened:
        first = ids(opened, "users")
        users.delete_many({"_id": {"$lt": 100}})
        users.update_many({}, {"$set": {"changed": True}})
        sessions.insert_many([{"_id": number} for number in range(300, 400)])
        sessions.delete_one({"_id": 7})
        assert first == ids(opened, "users") == ids(opened, "sessions") == list(range(300))
        sessions.drop()
        source.database.create_collection("later")
        assert [(one.collection, one.count) for one in opened.all_batches()] == [
            ("sessions", 300),
            ("users", 300),
        ]


def test_documents_come_as_the_bytes_they_are_in_batches_of_a_bounded_size(source: Place) -> None:
    documents = [{"_id": number, "text": "x" * 50_000} for number in range(150)]
    source.database.users.insert_many(documents)
    with closing(open_snapshot(source.uri)) as opened:
        batches = list(opened.batches("users"))
    assert b"".join(one.data for one in batches) == b"".join(bson.encode(one) for one in documents)
    assert sum(one.count for one in batches) == 150
    assert len(batches) > 3
    assert max(len(one.data) for one in batches) <= BATCH_BYTES + 50_000


def test_collections_are_described_with_options_indexes_and_sizes(source: Place) -> None:
    database = source.database
    validator = {"$jsonSchema": {"required": ["email"]}}
    database.create_collection("users", validator=validator)
    database.users.create_index([("email", 1)], unique=True, name="email")
    database.users.insert_many([{"email": f"{number}@example.com"} for number in range(10)])
    database.create_collection("active", viewOn="users", pipeline=[])
    database.create_collection("readings", timeseries={"timeField": "at"})
    with closing(open_snapshot(source.uri)) as opened:
        active, readings, users = opened.collections()
    assert (active.name, active.kind, active.indexes) == ("active", "view", ())
    assert (readings.name, readings.kind) == ("readings", "timeseries")
    assert (users.name, users.kind, users.options["validator"]) == ("users", "collection", validator)
    assert users.indexes == (
        {"v": 2, "key": {"_id": 1}, "name": "_id_"},
        {"v": 2, "key": {"email": 1}, "name": "email", "unique": True},
    )
    assert (users.documents, users.size) == (
        10,
        10 * len(bson.encode({"_id": bson.ObjectId(), "email": "0@example.com"})),
    )


def test_views_and_skipped_collections_give_no_documents(source: Place) -> None:
    for name in ("users", "logs"):
        source.database[name].insert_one({})
    source.database.create_collection("active", viewOn="users", pipeline=[])
    with closing(open_snapshot(source.uri)) as opened:
        assert [one.collection for one in opened.all_batches(frozenset({"logs"}))] == ["users"]


def test_commands_are_counted_by_name_and_the_time_is_said(source: Place) -> None:
    source.database.users.insert_many([{} for _ in range(10)])
    with closing(open_snapshot(source.uri)) as opened:
        before = opened.commands()
        list(opened.batches("users"))
        assert opened.commands() == {**before, "find": before["find"] + 1}
        time = opened.cluster_time()
        hello = source.server.client.admin.command("hello")
        assert opened.hello()["topologyVersion"]["processId"] == hello["topologyVersion"]["processId"]
    assert time is not None
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ \(\d+, \d+\)", time)


def test_a_database_without_collections_is_refused(source: Place) -> None:
    with pytest.raises(Refused, match="holds no collection, and a refresh would empty the target"):
        open_snapshot(source.uri)


def test_a_moment_that_the_server_no_longer_has_ends_the_read(source: Place) -> None:
    source.database.users.insert_many([{"text": "x" * 500_000} for _ in range(10)])
    with closing(open_snapshot(source.uri)) as opened:
        reading = opened.batches("users")
        next(reading)
        with (
            failing(source, "getMore", errorCode=239),
            pytest.raises(Failed, match="no longer holds the moment"),
        ):
            next(reading)
        finds = opened.commands()["find"]
        assert finds == 2


def test_a_primary_that_is_lost_ends_the_read(source: Place) -> None:
    source.database.users.insert_many([{"text": "x" * 500_000} for _ in range(10)])
    with closing(open_snapshot(source.uri)) as opened:
        reading = opened.batches("users")
        next(reading)
        with (
            failing(source, "getMore", closeConnection=True),
            pytest.raises(Failed, match="connection to the source was lost"),
        ):
            next(reading)


@pytest.mark.parametrize("change", ["collection", "index"])
def test_collections_that_are_changed_while_the_moment_is_fixed_end_the_run(
    source: Place, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    source.database.users.insert_one({})

    def listed_and_changed(*about: Any) -> Any:
        listed = structure(*about)
        if change == "collection":
            source.database[f"later-{len(listed)}"].insert_one({})
        else:
            source.database.users.create_index("email")
        return listed

    monkeypatch.setattr("data.source.snapshot.structure", listed_and_changed)
    with pytest.raises(Failed, match="Somebody is changing the collections or indexes of the source"):
        open_snapshot(source.uri)
