"""Batches sanitized: what a policy says is done, and what it does not say is refused."""

import gc
from datetime import datetime
from typing import Any

import pytest
from bson import encode
from bson.binary import Binary
from bson.datetime_ms import DatetimeMS
from bson.decimal128 import Decimal128
from bson.int64 import Int64
from bson.objectid import ObjectId
from bson.regex import Regex
from hypothesis import given, settings
from hypothesis import strategies as st

from data.documents import Batch, Document, batch_of, type_name
from data.errors import Failed
from data.policy.load import parse
from data.sanitize.sanitizer import Sanitizer
from data.sanitize.unclassified import Unclassified

KEY, OTHER = b"k" * 32, b"o" * 32
ID, ANOTHER = ObjectId("507f1f77bcf86cd799439011"), ObjectId("507f191e810c19729de860ea")


def sanitized(rules: str, *documents: Document, key: bytes = KEY) -> list[Document]:
    text = f"environment: staging\ncollections: {{people: {{{rules}}}, logs: {{drop: not needed}}}}"
    return Sanitizer(parse(text), key)(batch_of("people", list(documents))).values()


def test_each_action_does_what_it_says() -> None:
    rules = (
        "_id: ref, kept: {keep: string}, role: {enum: [coach]}, fixed: {constant: 7}, none: null, "
        "gone: drop, mail: email, size: {number-bucket: 10}, version: random-number, at: date-shift"
    )
    document = {
        "_id": ID,
        "kept": "as it is",
        "role": "coach",
        "fixed": "anything",
        "none": {"what": "ever"},
        "gone": [1, "two"],
        "mail": "anna@example.com",
        "size": 47,
        "version": 3,
        "at": datetime(2024, 5, 6, 7, 8, 9, 123000),
    }
    (made,) = sanitized(rules, document)
    assert list(made) == ["_id", "kept", "role", "fixed", "none", "mail", "size", "version", "at"]
    assert {name: made[name] for name in ("kept", "role", "fixed", "none", "size")} == {
        "kept": "as it is",
        "role": "coach",
        "fixed": 7,
        "none": None,
        "size": 40,
    }
    assert made["mail"].endswith("@example.invalid")
    assert made["version"] != 3
    assert {made[name] != document[name] for name in ("_id", "mail", "at")} == {True}


def test_objects_and_arrays_are_looked_into_at_any_depth() -> None:
    made = sanitized(
        "'a.b[].c': email, 'a.b[].d': {keep: int}, 'm[][]': phone",
        {"a": {"b": [{"c": "x@y.ch", "d": 1}, {}, {"c": "x@y.ch"}]}, "m": [["+41 79"], [], ["+41 79", "1"]]},
    )
    first = made[0]["a"]["b"][0]["c"]
    assert made == [
        {
            "a": {"b": [{"c": first, "d": 1}, {}, {"c": first}]},
            "m": [[made[0]["m"][0][0]], [], [made[0]["m"][0][0], made[0]["m"][2][1]]],
        }
    ]
    assert first != "x@y.ch"


def test_an_element_that_is_dropped_leaves_no_gap() -> None:
    assert sanitized(
        "'a[]': {keep: int}, 'b[].c': drop, 'd[]': drop", {"a": [1], "b": [{"c": 1}], "d": [1, 2]}
    ) == [{"a": [1], "b": [{}], "d": []}]


def test_keys_of_a_map_are_ids_like_those_elsewhere() -> None:
    rules = "_id: ref, 'unread.<key:ref>': {keep: int}, 'notes.<key:ref>[].note': text"
    (made,) = sanitized(rules, {"_id": ID, "unread": {str(ID): 2, str(ANOTHER): 0}, "notes": {str(ID): []}})
    assert list(made["unread"].values()) == [2, 0]
    assert next(iter(made["unread"])) == str(made["_id"]) != str(ID)
    assert [*made["notes"]] == [str(made["_id"])]


def test_an_id_beside_a_word_that_its_line_names_is_the_one_that_stands_alone_elsewhere() -> None:
    (made,) = sanitized("_id: ref, on: {ref: [skills]}", {"_id": ID, "on": f"skills_{ID}"})
    assert made["on"] == f"skills_{made['_id']}"
    assert made["_id"] != ID


def test_two_keys_that_become_one_stop_the_run() -> None:
    with pytest.raises(Failed, match=r"^people\.m\.<key>: two keys of one map became the same") as caught:
        sanitized("'m.<key:email>': {keep: int}", {"m": {"Anna@example.com": 1, "anna@example.com": 2}})
    assert "anna" not in str(caught.value).lower()


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"other": "geheim"}, r"^people\.other: a value of type string, of which the policy says nothing"),
        ({"kept": 1}, r"^people\.kept: a value of type int,"),
        ({"deep": [{"x": "geheim"}]}, r"^people\.deep\[\]\.x: a value of type string,"),
        ({"geheim@example.com": {}}, r"^people\.<key>: a value of type object,"),
        ({str(ID): 1}, r"^people\.<key>: a value of type int,"),
        ({"role": "geheim"}, r"^people\.role: a string that is none of the values that the policy lists"),
        ({"room": "geheim"}, r"^people\.room: a string that is not made of ids"),
        ({"room": f"{ID}, 12 geheim"}, r"^people\.room: a string that is not made of ids"),
        ({"room": f"geheim-{ID}"}, r"^people\.room: a string that is not made of ids, separators and words "),
        ({"hall": f"hall-{ID}-geheim"}, r"^people\.hall: a string that is not made of ids"),
        ({"counts": {f"hall-{ID}": 1}}, r"^people\.counts\.<key>: a string that is not made of ids"),
    ],
)
def test_what_the_policy_does_not_answer_is_refused_without_its_value(
    document: Document, message: str
) -> None:
    with pytest.raises(Unclassified, match=message) as caught:
        sanitized(
            "kept: {keep: string}, role: {enum: [coach]}, room: ref, hall: {ref: [hall]}, "
            "'counts.<key:ref>': {keep: int}",
            document,
        )
    assert "geheim" not in str(caught.value)


def test_after_a_refusal_the_same_sanitizer_still_sanitizes() -> None:
    sanitizer = Sanitizer(
        parse("environment: s\ncollections: {people: {mail: email, deep.mail: email}}"), KEY
    )
    good = batch_of("people", [{"mail": "a@b.ch"}])
    before = sanitizer(good)
    with pytest.raises(Unclassified):
        sanitizer(batch_of("people", [{"mail": "a@b.ch", "deep": {"mail": "x@y.ch"}}, {"deep": {"no": 1}}]))
    assert sanitizer(good) == before


def test_a_collection_that_is_dropped_gives_no_documents_and_an_unknown_one_is_refused() -> None:
    sanitizer = Sanitizer(parse("environment: s\ncollections: {people: {}, logs: {drop: no need}}"), KEY)
    assert sanitizer(batch_of("logs", [{"secret": 1}])) == Batch("logs", b"", 0)
    with pytest.raises(Unclassified, match=r"^visits: a collection of which the policy says nothing"):
        sanitizer(batch_of("visits", [{}]))


def test_bytes_that_are_no_bson_are_refused_without_being_quoted() -> None:
    sanitizer = Sanitizer(parse("environment: s\ncollections: {people: {a: {keep: string}}}"), KEY)
    broken = encode({"a": "geheim"}).replace(b"\x02a", b"\x99a")
    with pytest.raises(Failed, match=r"^people: one of its documents is damaged") as caught:
        sanitizer(Batch("people", broken, 1))
    assert "geheim" not in str(caught.value)


def test_a_batch_larger_than_a_part_keeps_its_documents_and_their_order() -> None:
    documents: list[Document] = [{"n": number, "text": "x" * 1000} for number in range(600)]
    made = sanitized("n: {keep: int}, text: text", *documents)
    assert [one["n"] for one in made] == list(range(600))
    assert {len(one["text"]) for one in made} == {1000}


def test_an_empty_batch_stays_empty() -> None:
    assert sanitized("a: email") == []


def test_the_collector_is_afterwards_as_it_was_before() -> None:
    for put, runs in ((gc.disable, False), (gc.enable, True)):
        put()
        sanitized("a: email", {"a": "x@y.ch"})
        assert gc.isenabled() is runs


def test_documents_as_deep_as_mongodb_allows_are_sanitized() -> None:
    document: Any = {"mail": "a@b.ch"}
    for _ in range(99):
        document = {"in": document}
    (made,) = sanitized(f"{'in.' * 99}mail: email", document)
    for _ in range(99):
        made = made["in"]
    assert made["mail"].endswith("@example.invalid")


def test_the_key_shows_nowhere() -> None:
    key = bytes(range(1, 33))
    sanitizer = Sanitizer(parse("environment: s\ncollections: {people: {a: text}}"), key)
    shown = repr(sanitizer) + repr(vars(sanitizer)) + str(vars(sanitizer._handlers))
    assert repr(key)[2:-1] not in shown
    assert key.hex() not in shown


VALUES = {
    "string": "Anna",
    "bool": True,
    "int": 5,
    "long": Int64(5),
    "double": 5.5,
    "decimal": Decimal128("5.50"),
    "date": datetime(2024, 1, 2),
    "objectId": ID,
    "binData": Binary(b"\x01", 5),
    "regex": Regex("a", "i"),
}


@pytest.mark.parametrize("name", VALUES)
def test_what_is_kept_keeps_value_and_type(name: str) -> None:
    (made,) = sanitized(f"a: {{keep: {name}}}", {"a": VALUES[name]})
    assert made == {"a": VALUES[name]}
    assert type_name(made["a"]) == name


@pytest.mark.parametrize("word", ["{number-bucket: 2}", "random-number"])
@pytest.mark.parametrize("name", ["int", "long", "double"])
def test_a_number_keeps_its_type(name: str, word: str) -> None:
    (made,) = sanitized(f"a: {word}", {"a": VALUES[name]})
    assert type_name(made["a"]) == name


@settings(deadline=None)
@given(st.datetimes() | st.integers(-(2**63), 2**63 - 1).map(DatetimeMS))
def test_every_date_moves_and_stays_a_date(date: datetime | DatetimeMS) -> None:
    (made,) = sanitized("a: date-shift", {"a": date})
    assert type_name(made["a"]) == "date"
