"""The made-up people that the room for data is tested with: the same each time, and nothing missing."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

import bson
import pytest

from data.documents import type_name
from sandbox.clusters.people import documents
from sandbox.clusters.people.schema import Node, facts, leaves, tree

_TYPES = {
    "String": {"string"},
    "Number": {"int", "long", "double"},
    "Date": {"date"},
    "Boolean": {"bool"},
    "ObjectId": {"objectId"},
}
Documents = dict[str, list[dict[str, Any]]]


def _by_collection(seed: int, count: int) -> Documents:
    made: Documents = {}
    for collection, document in documents(seed, count):
        made.setdefault(collection, []).append(document)
    return made


@pytest.fixture(scope="module")
def few() -> Documents:
    return _by_collection(1, 400)


@pytest.fixture(scope="module")
def many() -> Documents:
    return _by_collection(2, 20_000)


def _met(value: Any, node: Node, path: str) -> Iterator[tuple[str, Node, Any]]:
    """Each path, as the schema writes it, with what stands there."""
    yield path, node, value
    if isinstance(value, list) and node.children:
        for one in value:
            yield from _inside(one, node, f"{path}[]")
    elif isinstance(value, dict):
        yield from _inside(value, node, path)


def _inside(value: dict[str, Any], node: Node, path: str) -> Iterator[tuple[str, Node, Any]]:
    if "<key>" in node.children:
        for one in value.values():
            yield from _met(one, node.children["<key>"], f"{path}.<key>")
    else:
        for name, child in node.children.items():
            if name in value:
                yield from _met(value[name], child, f"{path}.{name}".removeprefix("."))


def _paths(collection: str, made: list[dict[str, Any]]) -> Iterator[tuple[str, Node, Any]]:
    for document in made:
        yield from _inside(document, tree(collection), "")


def test_the_same_seed_and_count_give_the_same_bytes_and_another_seed_gives_others() -> None:
    first, again, other = (
        [bson.encode(document) for _, document in documents(seed, 300)] for seed in (1, 1, 2)
    )
    assert first == again
    assert not set(first) & set(other)


def test_any_number_of_documents_is_that_many() -> None:
    assert [sum(1 for _ in documents(1, count)) for count in (0, 1, 48, 49, 130, 400, 3001)] == [
        0, 1, 48, 49, 130, 400, 3001
    ]  # fmt: skip


def test_four_hundred_documents_hold_every_collection_and_every_path_of_the_schema(few: Documents) -> None:
    assert set(few) == set(facts())
    missing = {
        f"{collection}.{path}"
        for collection in facts()
        for path in {path for path, _ in leaves(collection)}
        - {path for path, _, value in _paths(collection, few[collection]) if value is not None}
    }
    assert missing == set()


def test_no_document_has_a_field_that_the_schema_does_not_have(many: Documents) -> None:
    for collection, made in many.items():
        for document in made:
            assert set(document) <= set(tree(collection).children)


def test_each_value_has_the_type_and_one_of_the_words_that_the_schema_says(many: Documents) -> None:
    for collection, made in many.items():
        for path, node, value in _paths(collection, made):
            for one in value if node.array and value is not None else (value,):
                if one is None or node.children or node.kind == "Mixed":
                    continue
                assert type_name(one) in _TYPES[node.kind], f"{collection}.{path}"
                assert not node.enum or one in node.enum


def test_what_the_indexes_call_unique_is(many: Documents) -> None:
    checked = 0
    for collection, fact in facts().items():
        for index in (one for one in fact["indexes"] if one.get("unique")):
            values = [tuple(_at(document, name) for name in index["key"]) for document in many[collection]]
            held = [one for one in values if not index.get("sparse") or any(v is not None for v in one)]
            assert len(set(held)) == len(held), f"{collection} {index}"
            checked += 1
    assert checked == 26


def _at(document: dict[str, Any], path: str) -> Any:
    value: Any = document
    for name in path.split("."):
        value = (value or {}).get(name)
    return value


def test_collections_have_the_share_and_the_size_that_they_have_in_the_application(many: Documents) -> None:
    share = {name: len(many[name]) / 20_000 for name in ("users", "sessions", "messages")}
    assert share == pytest.approx({"users": 0.15, "sessions": 0.30, "messages": 0.45}, abs=0.01)
    sizes = {name: [len(bson.encode(one)) for one in made] for name, made in many.items()}
    assert sum(sizes["users"]) / len(sizes["users"]) == pytest.approx(1350, rel=0.05)
    assert sum(map(sum, sizes.values())) / 20_000 == pytest.approx(624, rel=0.05)


def test_nearly_every_reference_finds_its_document(many: Documents) -> None:
    users = {document["_id"] for document in many["users"]}
    found = Counter(message["senderId"] in users for message in many["messages"])
    assert found[True] > 0.95 * len(many["messages"]) > found[True] * 0.9
    assert found[False] > 0


def test_optional_fields_are_missing_null_or_empty_in_some_documents(many: Documents) -> None:
    phones = Counter(type_name(user["phone"]) if "phone" in user else "missing" for user in many["users"])
    assert set(phones) == {"string", "null", "missing"}
    assert {0, 1, 2} <= {len(session["participants"]) for session in many["sessions"]}
    kinds = {type_name(one["contextId"]) for one in many["messages"] if "contextId" in one}
    assert kinds == {"objectId", "string", "object", "null"}
    assert {type_name(user["tokenVersion"]) for user in many["users"]} == {"int", "long", "double"}


def test_maps_are_keyed_by_people_and_texts_name_them(many: Documents) -> None:
    users = {str(document["_id"]) for document in many["users"]}
    keyed = [key for one in many["conversations"] for key in one.get("unreadCounts") or {}]
    assert sum(key in users for key in keyed) > 0.9 * len(keyed) > 0
    emails = {user["email"] for user in islice(many["users"], 2000)}
    assert any(word in emails for message in many["messages"] for word in message["content"].split())
