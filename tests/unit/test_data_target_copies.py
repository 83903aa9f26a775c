"""Options and indexes of the source, as the target is asked for them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from data.errors import Failed, Refused
from data.target import indexes
from data.target.address import connect
from data.target.indexes import compare, specification, specifications
from data.target.options import creation, refuse_unknown
from tests.data.small_refresh import Wanted

ID = {"v": 2, "key": {"_id": 1}, "name": "_id_"}
TTL = {"v": 2, "key": {"at": 1}, "name": "at_1", "expireAfterSeconds": 0}
TEXT = {
    "v": 2,
    "key": {"_fts": "text", "_ftsx": 1},
    "name": "words",
    "weights": {"name": 1},
    "default_language": "english",
    "language_override": "language",
    "textIndexVersion": 3,
}


@pytest.mark.parametrize(
    "index",
    [
        TEXT,
        TTL,
        {"v": 2, "key": {"a": 1, "b": -1}, "name": "a_1_b_-1", "unique": True, "sparse": True},
        {"v": 2, "key": {"at": "2dsphere"}, "name": "place", "2dsphereIndexVersion": 3},
        {"v": 2, "key": {"$**": 1}, "name": "any", "wildcardProjection": {"a": 1}},
        {
            "v": 2,
            "key": {"a": 1},
            "name": "a_1",
            "partialFilterExpression": {"a": {"$gt": 5}},
            "hidden": True,
        },
        {"v": 2, "key": {"a": "hashed"}, "name": "a_hashed"},
    ],
)
def test_an_index_is_asked_for_as_it_is_listed(index: dict[str, Any]) -> None:
    assert specification(index) == index


def test_what_is_about_one_server_only_is_left_out() -> None:
    listed = {
        "v": 2,
        "key": {"a": 1},
        "name": "a_1",
        "ns": "shop.users",
        "background": True,
        "storageEngine": {"wiredTiger": {}},
        "collation": {"locale": "de", "strength": 2, "version": "57.1"},
    }
    collation = {"locale": "de", "strength": 2}
    assert specification(listed) == {"v": 2, "key": {"a": 1}, "name": "a_1", "collation": collation}


def test_an_index_that_comes_with_its_collection_is_not_asked_for() -> None:
    assert specification(ID) is None
    assert (
        specification({"v": 2, "key": {"_id": 1}, "name": "own", "unique": True, "clustered": True}) is None
    )


def test_indexes_that_delete_are_kept_apart() -> None:
    wanted = Wanted("users", indexes=[ID, TEXT, TTL])
    assert specifications(wanted, expiring=False) == [TEXT]
    assert specifications(wanted, expiring=True) == [TTL]


def test_an_index_without_a_collation_does_not_get_the_collections() -> None:
    own = {"v": 2, "key": {"a": 1}, "name": "a_1", "collation": {"locale": "fr"}}
    wanted = Wanted("users", options={"collation": {"locale": "de"}}, indexes=[ID, TEXT, own])
    assert specifications(wanted, expiring=False) == [{**TEXT, "collation": {"locale": "simple"}}, own]


def test_equal_indexes_compare_equal_in_any_order_and_of_any_version() -> None:
    assert compare([ID, {**TTL, "v": 1}, TEXT], [TEXT, ID, {**TTL, "expireAfterSeconds": 0.0}]) == ()


@pytest.mark.parametrize(
    ("target", "differs"),
    [
        ([ID, TEXT], ("at_1",)),
        ([ID, TEXT, TTL, {"v": 2, "key": {"b": 1}, "name": "b_1"}], ("b_1",)),
        ([ID, TEXT, {**TTL, "expireAfterSeconds": 60}], ("at_1",)),
        ([ID, {**TEXT, "weights": {"name": 2}}, {**TTL, "unique": True}], ("at_1", "words")),
    ],
)
def test_indexes_that_differ_are_named(target: list[dict[str, Any]], differs: tuple[str, ...]) -> None:
    assert compare([ID, TEXT, TTL], target) == differs


def test_the_order_of_a_keys_fields_counts() -> None:
    one, other = ({"v": 2, "key": key, "name": "ab"} for key in ({"a": 1, "b": 1}, {"b": 1, "a": 1}))
    assert compare([one], [other]) == ("ab",)


def test_a_collection_is_made_with_what_it_means_and_not_with_how_it_is_stored() -> None:
    options = {
        "validator": {"a": {"$type": "int"}},
        "validationAction": "warn",
        "storageEngine": {"wiredTiger": {}},
        "collation": {"locale": "de", "version": "57.1"},
        "capped": True,
        "size": 4096,
    }
    assert creation(options) == {
        "validator": {"a": {"$type": "int"}},
        "validationAction": "warn",
        "collation": {"locale": "de"},
        "capped": True,
        "size": 4096,
    }


def test_what_cannot_be_made_is_refused_all_at_once() -> None:
    refuse_unknown([Wanted("users", options={"capped": True, "uuid": 1})])
    wanted = [
        Wanted("active", kind="view", options={"viewOn": "users"}),
        Wanted("_environment"),
        Wanted("secrets", options={"encryptedFields": {}}),
    ]
    with pytest.raises(Refused) as refused:
        refuse_unknown(wanted)
    assert str(refused.value) == (
        "the source holds what the target cannot be given: "
        "active is a view, which cannot be renamed into its place; "
        "_environment has a name that is reserved here; "
        "secrets has the option encryptedFields, which is not known here"
    )


def test_a_build_that_fails_does_not_wait_for_those_that_have_not_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []
    over = threading.Event()

    class Threads(ThreadPoolExecutor):
        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            over.set()
            super().shutdown(wait)

    def create(_: object, __: str, name: str, ___: object) -> None:
        begun.append(name)
        if name == "0":
            raise Failed("its disk is full")
        over.wait()

    monkeypatch.setattr(indexes, "ThreadPoolExecutor", Threads)
    monkeypatch.setattr(indexes, "_create", create)
    target = connect("mongodb://127.0.0.1:1/shop")
    with pytest.raises(Failed, match="its disk is full"):
        indexes.build(target, "7", [Wanted(str(number), indexes=[TEXT]) for number in range(20)])
    target.close()
    assert len(begun) <= 3  # one that fails, and two that were at work meanwhile
