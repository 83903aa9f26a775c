"""Old data becomes new data, whole: documents, options, indexes, and nothing besides."""

from typing import Any

import pytest

from data.documents import Document, batch_of
from data.errors import Failed, Refused
from data.target import indexes, load, swap
from data.target.guard import open_target
from data.target.journal import Journal
from data.target.load import Loading
from data.target.recover import recover
from tests.data.places import Place
from tests.data.servers import Server
from tests.data.small_refresh import COLLECTIONS, DOCUMENTS, Wanted, fill_old, recovered, refresh
from tests.data.whole import whole

# An index without rules of its own in a collection that has some; the server lists it without a word on them.
SIMPLE = {"locale": "simple"}


def names(place: Place) -> set[str]:
    return {name for name in place.database.list_collection_names() if not name.startswith("system.")}


@pytest.mark.proves("R47")
def test_a_refresh_leaves_the_new_and_nothing_old(target: Place) -> None:
    fill_old(target.database)
    target.database["_refresh_receipts"].insert_one({"_id": 1})
    swapped = refresh(target.uri)
    assert (swapped.renamed, sorted(swapped.dropped)) == (3, ["old_users", "stale"])
    assert names(target) == {
        *("skills", "users", "resets"),
        *("_environment", "_refresh_journal", "_refresh_receipts"),
    }
    assert list(target.database.skills.find()) == DOCUMENTS["skills"]
    assert list(target.database.users.find()) == DOCUMENTS["users"]
    assert target.database.resets.count_documents({}) == 0
    assert target.database.users.options() == {"validator": {"email": {"$type": "string"}}}
    for wanted in COLLECTIONS:
        identified = {"v": 2, "key": {"_id": 1}, "name": "_id_"}
        assert (
            indexes.compare([identified, *wanted.indexes], list(target.database[wanted.name].list_indexes()))
            == ()
        )
    assert recovered(target.uri) == "new"


def test_read_write_on_the_database_is_enough(staging: Server) -> None:
    place = Place.make(staging, "company-staging", ("readWrite",))
    place.database["_environment"].insert_one({"_id": "environment", "name": "staging"})
    fill_old(place.database)
    assert refresh(place.uri).renamed == 3
    place.remove()


def test_a_view_or_time_series_in_the_place_of_a_collection_gives_way(target: Place) -> None:
    target.database.create_collection("skills", viewOn="other", pipeline=[])
    target.database.create_collection("users", timeseries={"timeField": "at"})
    refresh(target.uri)
    assert list(target.database.users.find()) == DOCUMENTS["users"]
    assert list(target.database.skills.find()) == DOCUMENTS["skills"]


def test_indexes_of_every_kind_are_made_anew_as_they_are_listed(source: Place, target: Place) -> None:
    users = source.database.create_collection(
        "users", collation={"locale": "de", "strength": 2}, validator={"name": {"$exists": True}}
    )
    users.create_index(
        [("name", "text"), ("bio", "text")], weights={"name": 5}, default_language="german", collation=SIMPLE
    )
    users.create_index("email", unique=True, sparse=True)
    users.create_index("code", unique=True, partialFilterExpression={"code": {"$gt": 5}})
    users.create_index([("a", 1), ("b", -1)], collation={"locale": "fr"}, hidden=True)
    users.create_index([("place", "2dsphere")])
    users.create_index([("at", 1)], expireAfterSeconds=60)
    users.create_index([("any.$**", 1)])
    users.create_index([("h", "hashed")])
    users.create_index("plain", collation=SIMPLE)
    (listed,) = (one for one in source.database.list_collections() if one["name"] == "users")
    wanted = Wanted("users", options=listed["options"], indexes=list(users.list_indexes()))
    refresh(target.uri, "1", [wanted], {"users": [{"_id": 1, "name": "Ä"}]})
    users.insert_one({"_id": 1, "name": "Ä"})
    assert len(wanted.indexes) == 10
    assert whole(target.database)["users"] == whole(source.database)["users"]


def test_indexes_that_delete_are_not_there_while_it_is_verified(target: Place) -> None:
    opened = open_target(target.uri, "staging", None)
    with load.begin(opened, "1", COLLECTIONS):
        indexes.build(opened, "1", COLLECTIONS)
        before = indexes.listed(opened, "__refresh_1__resets")
        indexes.ttl(opened, "1", COLLECTIONS)
        after = indexes.listed(opened, "__refresh_1__resets")
    assert [index["name"] for index in before] == ["_id_"]
    assert [index["name"] for index in after] == ["_id_", "at_1"]
    opened.close()


def as_before(target: Place, old: dict[str, Any], *arguments: Any) -> str:
    """What a refresh fails with that leaves everything as it was."""
    with pytest.raises(Failed) as failed:
        refresh(target.uri, *arguments)
    assert whole(target.database) == old
    assert target.database["_refresh_journal"].find_one() is None
    return str(failed.value)


def test_a_document_that_breaks_a_validator_stops_the_load(target: Place) -> None:
    fill_old(target.database)
    old = whole(target.database)
    documents = {"users": [{"_id": 1, "email": 7}, {"_id": 2, "email": "someone@example.invalid"}]}
    assert as_before(target, old, "1", COLLECTIONS, documents) == (
        "the target, loading users: a sanitized document breaks the collection's validator: "
        "let the policy do as it says"
    )


def test_a_unique_index_that_cannot_be_built_is_named_without_the_value(target: Place) -> None:
    fill_old(target.database)
    old = whole(target.database)
    twice = {"users": [{"_id": number, "email": "someone@example.invalid"} for number in range(2)]}
    assert as_before(target, old, "1", COLLECTIONS, twice) == (
        "the target cannot build the unique index email_1 of users: "
        "several loaded documents have the same value there; let the policy keep them apart"
    )


def test_a_document_twice_is_told_without_its_id(target: Place) -> None:
    assert as_before(target, {}, "1", COLLECTIONS, {"skills": [{"_id": "someone"}] * 2}) == (
        "the target, loading skills: two documents are the same where they may not be: "
        "let the policy keep them apart"
    )


def test_documents_that_are_not_there_stop_the_run(target: Place) -> None:
    def lose(_: Loading) -> None:
        target.database["__refresh_1__skills"].delete_one({})

    with pytest.raises(Failed, match="of skills, 20 documents were sent and the target holds 19"):
        refresh(target.uri, meanwhile=lose)
    assert whole(target.database) == {}


def test_what_cannot_be_loaded_is_refused_before_anything_is_written(target: Place) -> None:
    with pytest.raises(Refused, match="active is a view"):
        refresh(target.uri, "1", [Wanted("active", kind="view")])
    assert names(target) == {"_environment"}


def test_what_is_not_verified_is_not_swapped(target: Place) -> None:
    with pytest.raises(Failed, match="not this run's"):
        refresh(target.uri, meanwhile=swap.swap)
    assert whole(target.database) == {}


def test_a_run_that_is_recovered_while_it_goes_on_stops(target: Place) -> None:
    fill_old(target.database)
    old = whole(target.database)

    def recover_it(loading: Loading) -> None:
        said = recover(loading.target).text
        assert said == "what was loaded (3 collections) is dropped: the target is wholly old"
        # What a worker still sends makes a collection anew.
        load.insert(load.handle(loading.target, "1", "skills"), batch_of("skills", DOCUMENTS["skills"]))

    with pytest.raises(Failed, match=r"somebody has recovered the target; run the refresh again$"):
        refresh(target.uri, meanwhile=recover_it)
    assert whole(target.database) == old


def test_a_collection_that_was_removed_and_made_again_while_loading_is_not_swapped_in(target: Place) -> None:
    def replace(loading: Loading) -> None:
        target.database.drop_collection("__refresh_1__skills")
        load.insert(load.handle(loading.target, "1", "skills"), batch_of("skills", DOCUMENTS["skills"]))

    with pytest.raises(Failed, match="has lost what was loaded of skills: run the refresh again"):
        refresh(target.uri, meanwhile=replace)
    assert whole(target.database) == {}


def test_what_is_lost_during_the_swap_is_said_and_does_not_stop_the_next_run(target: Place) -> None:
    opened = open_target(target.uri, "staging", None)
    with load.begin(opened, "1", COLLECTIONS) as loading:
        loading.verified()
        Journal(opened.database).move("1", ("VERIFIED",), "SWAPPING", drops=[])
        target.database.drop_collection("__refresh_1__skills")
    with pytest.raises(Failed, match="the target is new but for skills, which somebody else removed"):
        recover(opened)
    opened.close()
    assert refresh(target.uri, "2").renamed == 3


def test_batches_larger_than_a_message_are_loaded(target: Place) -> None:
    documents: list[Document] = [{"_id": number, "text": "x" * 12_500_000} for number in range(4)]
    refresh(target.uri, "1", [Wanted("skills")], {"skills": documents})
    assert target.database.skills.count_documents({}) == 4
