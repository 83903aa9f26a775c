"""What a policy answers for a path and a type."""

import pickle

import pytest

from data.policy.actions import (
    Action,
    Constant,
    DateShift,
    Drop,
    Enum,
    Keep,
    Null,
    NumberBucket,
    Pseudonym,
    RandomNumber,
    Ref,
)
from data.policy.model import Policy
from tests.unit.data_policy import ID, path_of, policy

TYPES = (
    "string",
    "int",
    "long",
    "double",
    "decimal",
    "bool",
    "date",
    "objectId",
    "binData",
    "object",
    "array",
)
SMALL = policy(
    """
defaults: {bool: keep, number: keep, date: date-shift, objectId: ref, null: keep}
sensitive: [score]
everywhere:
  email: email
  card.*: token
  card.brand: {keep: string}
collections:
  logs: {drop: of no use}
  plain: {}
  users:
    name: person
    role: {enum: [coach, client]}
    meta: drop
    born: null
    card.last4: {constant: "4242"}
    counts.<key:ref>: {keep: number}
    notes.<key:token>[].text: text
    words.*: {keep: [int]}
    vat.rate: {keep: number}
    settings: object
    limits[]: object
"""
)


@pytest.mark.parametrize(
    ("action", "said", "types"),
    [
        (Pseudonym(domain="email"), "email", {"string"}),
        (Enum(values=("a",)), "{enum: [a]}", {"string"}),
        (Ref(), "ref", {"string", "objectId"}),
        (Ref(words=("room", "a_b")), "{ref: [room, a_b]}", {"string", "objectId"}),
        (DateShift(), "date-shift", {"date"}),
        (RandomNumber(), "random-number", {"int", "long", "double"}),
        (NumberBucket(size=10), "{number-bucket: 10}", {"int", "long", "double", "decimal"}),
        (Keep(types=("string", "binData")), "{keep: [string, binData]}", {"string", "binData"}),
        (Drop(), "drop", set(TYPES)),
        (Null(), "null", set(TYPES)),
        (Constant(value=1), "{constant: 1}", set(TYPES)),
    ],
)
def test_an_action_is_for_the_types_that_it_fits(action: Action, said: str, types: set[str]) -> None:
    made = policy(f"collections:\n  users:\n    a: {said}")
    assert {one: made.action("users", ("a",), one) for one in TYPES} == {
        one: action if one in types else None for one in TYPES
    }


@pytest.mark.parametrize("said", ["email", "ref", "{enum: [a]}", "{keep: string}", "date-shift"])
def test_null_stays_null_at_every_path_that_is_named(said: str) -> None:
    made = policy(f"collections:\n  users:\n    a: {said}")
    assert made.action("users", ("a",), "null") == Keep(types=("null",))
    assert made.action("users", ("b",), "null") is None


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("email", Pseudonym(domain="email")),
        ("settings.email", Pseudonym(domain="email")),
        ("card.brand", Keep(types=("string",))),
        ("card.number", Pseudonym(domain="token")),
        ("card.last4", Constant(value="4242")),
        ("other", None),
        ("name.first", None),
    ],
)
def test_the_more_exact_rule_wins(text: str, action: Action | None) -> None:
    assert SMALL.action("users", path_of(text), "string") == action


def test_what_is_dropped_is_dropped_whole_and_other_objects_and_lists_are_looked_into() -> None:
    assert [SMALL.action("users", ("meta",), one) for one in ("object", "array", "string")] == [Drop()] * 3
    assert [SMALL.action("users", (one,), "object") for one in ("name", "card", "new", "counts")] == [
        None
    ] * 4


def test_keys_of_a_map_have_an_action_and_names_of_fields_have_none() -> None:
    assert SMALL.key_action("users", ("counts",)) == Ref()
    assert SMALL.key_action("users", ("notes",)) == Pseudonym(domain="token")
    assert [
        SMALL.key_action(*at) for at in (("users", ()), ("users", ("card",)), ("plain", ("counts",)))
    ] == [None] * 3


@pytest.mark.parametrize(
    ("text", "kind", "action"),
    [
        ("age", "int", None),
        ("homePhones", "long", None),
        ("birthdate", "date", None),
        ("phonenumber", "long", None),
        ("dateofbirth.year", "int", None),
        ("page", "int", Keep(types=("int",))),
        ("isVatRegistered", "bool", None),
        ("vat.paid", "bool", None),
        ("trustScore", "double", None),
        ("vat.rate", "double", Keep(types=("int", "long", "double", "decimal"))),
        ("averageRating", "double", Keep(types=("double",))),
        ("shipped", "bool", Keep(types=("bool",))),
        ("at", "date", DateShift()),
        ("friends[]", "objectId", Ref()),
        ("settings.theme", "int", Keep(types=("int",))),
        ("limits[].most", "int", Keep(types=("int",))),
        ("token", "null", Keep(types=("null",))),
    ],
)
def test_a_default_speaks_where_the_name_is_not_a_sensitive_one(
    text: str, kind: str, action: Action | None
) -> None:
    assert SMALL.action("users", path_of(text), kind) == action


@pytest.mark.parametrize("kind", ["string", "binData", "object", "array", "javascript", "regex", "timestamp"])
def test_strings_binaries_objects_and_lists_have_no_default(kind: str) -> None:
    assert SMALL.action("users", ("new",), kind) is None


@pytest.mark.parametrize(
    "at", [("votes", "anna"), ("votes", "email"), ("settings", "more", "n"), ("limits", "n")]
)
def test_in_an_object_that_nobody_named_nothing_has_a_default_for_its_keys_may_be_data(
    at: tuple[str, ...],
) -> None:
    found = {
        SMALL.action("users", at, kind) for kind in ("int", "bool", "date", "objectId", "null", "string")
    }
    assert found == {None}


@pytest.mark.parametrize("key", [ID, "anna@example.invalid", "Anna B", "2025-03-01"])
def test_a_key_that_no_field_is_called_has_no_default_anywhere(key: str) -> None:
    assert SMALL.action("users", (key,), "int") is None
    assert SMALL.action("users", ("settings", key), "null") is None
    assert SMALL.action("users", ("settings", key, "email"), "string") is None
    assert SMALL.action("users", ("words", key), "int") is None


def test_a_collection_is_sanitized_dropped_or_unknown() -> None:
    assert [SMALL.treatment(one) for one in ("users", "plain", "logs", "new")] == [
        "sanitize",
        "sanitize",
        "drop",
        None,
    ]
    assert SMALL.action("new", ("email",), "string") is None


def test_a_policy_goes_to_another_process_as_it_is() -> None:
    sent = pickle.loads(pickle.dumps(SMALL))
    assert (sent, sent.digest) == (SMALL, SMALL.digest)
    assert sent.action("users", ("name",), "string") == Pseudonym(domain="person")


def _digest(text: str) -> str:
    made: Policy = policy(text)
    return made.digest


def test_the_digest_is_of_what_is_said_and_not_of_how_it_is_written() -> None:
    said = _digest("collections:\n  users:\n    a: text\n    b: email")
    assert said == _digest("collections: {users: {b: email, a: text}}  # the same")
    others = (
        "collections: {users: {b: email, a: token}}",
        "collections: {users: {b: email, a: text, c: object}}",
        "collections: {users: {b: email, a: text, 'c.<key:ref>': {keep: int}}}",
        "collections: {users: {b: email, a: text}, logs: {drop: of no use}}",
        "sensitive: [x]\ncollections: {users: {b: email, a: text}}",
        "defaults: {bool: keep}\ncollections: {users: {b: email, a: text}}",
        "everywhere: {c: text}\ncollections: {users: {b: email, a: text}}",
    )
    assert len({said, *map(_digest, others)}) == 8
    refs = [_digest(f"collections: {{users: {{a: {one}}}}}") for one in ("ref", "{ref: [x]}", "{ref: [y]}")]
    assert len({*refs}) == 3
