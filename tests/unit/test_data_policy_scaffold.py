"""A first policy made of a schema or of what was met, and what a policy says for people and editors."""

import json

import pytest
from jsonschema import Draft7Validator

from data.policy.meaning import MEANING
from data.policy.paths import Path
from data.policy.scaffold import from_inventory, from_schema
from data.policy.schema import SCHEMA, schema_text
from data.policy.tree import read
from data.policy.unique import unique_faults
from data.policy.words import FORMS, WORDS
from tests.unit.data_policy import ID, OTHER_ID, faults, policy

SCHEMA_FACTS = {
    "users": {
        "fields": {
            "email": "String",
            "role": "String enum(client|coach)",
            "age": "Number",
            "logins": "Number",
            "tags": "[String]",
            "settings.theme": "Number",
            "settings.more.at": "Date",
            "address.city": "String",
            "address.checked": "Boolean",
            "counts.<key>": "Number",
            "_id": "ObjectId",
        }
    },
    "votes": {"fields": {"_id": "ObjectId", "at": "Date"}},
}


def _collections(text: str) -> str:
    return text.partition("\ncollections:\n")[2]


def test_a_scaffold_of_a_schema_lists_what_no_default_speaks_for_and_the_objects() -> None:
    assert (
        _collections(from_schema(SCHEMA_FACTS))
        == """\
  users:
    email: unclassified  # String
    role: unclassified  # String enum(client|coach)
    age: unclassified  # Number
    tags[]: unclassified  # [String]
    address.city: unclassified  # String
    address.checked: unclassified  # Boolean
    counts.<key>: unclassified  # Number
    settings.more: object
  votes: {}
"""
    )


def test_a_scaffold_of_an_inventory_says_how_often_and_takes_data_for_keys() -> None:
    counts: dict[tuple[str, Path, str], int] = {
        ("users", ("_id",), "objectId"): 7,
        ("users", ("email",), "string"): 5,
        ("users", ("email",), "null"): 2,
        ("users", ("settings",), "object"): 7,
        ("users", ("settings", "theme"), "int"): 7,
        ("users", ("counts", ID), "int"): 1,
        ("users", ("counts", OTHER_ID), "int"): 2,
        ("users", ("notes", "anna@example.invalid", "[]", "text"), "string"): 3,
    }
    assert (
        _collections(from_inventory(counts))
        == """\
  users:
    counts.<key>: unclassified  # 3 int
    email: unclassified  # 2 null, 5 string
    notes.<key>[].text: unclassified  # 3 string
    settings.theme: unclassified  # 7 int
"""
    )


def test_a_scaffold_is_refused_until_each_of_its_lines_is_classified() -> None:
    text = from_schema(SCHEMA_FACTS)
    unclassified = [line.strip().split(":")[0] for line in text.splitlines() if ": unclassified  #" in line]
    assert [line.split(": ")[1] for line in faults(text)] == [f"users.{one}" for one in unclassified]
    policy(
        text.replace("environment: staging", "").replace("<key>", "<key:ref>").replace("unclassified", "drop")
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("code: {constant: x}", "the same value everywhere"),
        ("code: null", "null everywhere"),
        ("code: drop", "left out everywhere"),
        ("code: {number-bucket: 10}", "rounded"),
        ("code: random-number", "random, and two may meet"),
        ("code: text", "text, of which two may be alike"),
        ("code: person", "person, of which two may be alike"),
    ],
)
def test_what_can_become_one_cannot_stand_under_a_unique_index(said: str, why: str) -> None:
    made = policy(f"collections:\n  users:\n    {said}\n    owner: ref")
    assert unique_faults(made, {"users": [{"owner": 1, "code": 1}]}) == [
        f"users.code: is {why}, and has to stay distinct for a unique index; write an action that leaves it "
        "so: email, token, stripe, cloudinary, url, ref, enum or keep"
    ]


@pytest.mark.parametrize(
    "said", ["email", "token", "stripe", "cloudinary", "url", "ref", "{enum: [a]}", "{keep: int}"]
)
def test_what_stays_distinct_may(said: str) -> None:
    assert unique_faults(policy(f"collections: {{users: {{code: {said}}}}}"), {"users": [["code"]]}) == []


def test_a_unique_index_through_a_list_or_below_what_is_dropped_is_seen() -> None:
    made = policy("collections:\n  users:\n    a[].b: text\n    c: drop\n  logs: {drop: of no use}")
    found = unique_faults(made, {"users": [["a.b"], ["c.d"]], "logs": [["a"]], "new": [["a"]]})
    assert [line.split(",")[0] for line in found] == [
        "users.a[].b: is text",
        "users.c.d: is left out everywhere",
    ]


def test_every_word_and_form_has_its_meaning() -> None:
    assert {*MEANING} == {*WORDS, *FORMS}


def test_the_schema_for_editors_is_the_one_that_the_file_has() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize(
    ("said", "valid"),
    [
        ("a: email", True),
        ("a: null", True),
        ("a: object", True),
        ("a: {keep: number}", True),
        ("a: {keep: [int, long]}", True),
        ("a: {enum: [x]}", True),
        ("a: {ref: [room, program_types]}", True),
        ("drop: of no use any more", True),
        ("a: emial", False),
        ("a: unclassified", False),
        ("a: {keep: x}", False),
        ("a: {enum: []}", False),
        ("a: {number-bucket: 0}", False),
        ("a: {ref: []}", False),
        ("a: {ref: [Anna Keller]}", False),
        ("a: {keep: int, enum: [x]}", False),
    ],
)
def test_an_editor_marks_what_is_refused(said: str, valid: bool) -> None:
    value = read(f"environment: staging\ncollections: {{users: {{{said}}}}}").value
    assert Draft7Validator(json.loads(schema_text())).is_valid(value) == valid
