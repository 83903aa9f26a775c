"""What the verifier concludes: links, counts, coverage, and that it proves itself before it is believed."""

import pickle
from dataclasses import dataclass, field
from typing import Any

import pytest
from bson.regex import Regex

from data.documents import Document
from data.errors import Leaked
from data.gathered import Gathered
from data.policy.actions import Drop, Keep, Null, Pseudonym, Ref
from data.verify import findings as module
from data.verify.findings import Findings, Place, check
from data.verify.memory import Memory
from data.verify.options import check_options
from data.verify.proof import prove
from data.verify.report import Report, conclude
from tests.unit.verify_policy import NOTHING_STAYS, SALT, Table, an_id, look, remember

USERS: list[Document] = [
    {"_id": an_id(n), "name": f"{name} Original"} for n, name in enumerate(("Alba", "Bert", "Cora"))
]
BOOKINGS: list[Document] = [
    {
        "_id": an_id(10 + n),
        "user": an_id(n),
        "gone": an_id(500 + n),
        "guests": [an_id(0), an_id(0), an_id(499)],
        "link": f"user_{an_id(n)}",
        "unread": {str(an_id(n)): 1},
        "parts": [{"_id": an_id(n)}],
    }
    for n in range(3)
]
SOURCE = {"users": USERS, "bookings": BOOKINGS}
POLICY = Table({(("link",), "string"): Ref()}, maps={("unread",): Ref()})


def changed(value: Any) -> Any:
    """Ids and names as a sanitizer would leave them: others, but alike for alike."""
    if isinstance(value, dict):
        return {changed(key): changed(one) for key, one in value.items()}
    if isinstance(value, list):
        return list(map(changed, value))
    text = str(value).replace("65a1b2c3", "ffffffff").replace("Original", "Invented")
    return text if isinstance(value, str) else type(value)(text)


def memory_of(source: dict[str, list[Document]]) -> Memory:
    memory = Memory()
    for collection, documents in source.items():
        memory.merge(Memory.collect(collection, Gathered(documents), SALT))
    return memory


def concluded(
    target: dict[str, list[Document]], source: dict[str, list[Document]] = SOURCE, policy: Table = POLICY
) -> Report:
    memory, findings = memory_of(source), Findings()
    for collection, documents in target.items():
        findings.merge(check(Gathered(documents), collection, memory, policy, SALT))
    return conclude(memory, findings, policy)


def faults(report: Report) -> dict[str, dict[str, str]]:
    return {one.name: one.faults for one in report.checks if one.faults}


TARGET: dict[str, list[Document]] = changed(SOURCE)


def test_what_was_changed_alike_everywhere_passes() -> None:
    report = concluded(TARGET)
    assert (report.passed, faults(report)) == (True, {})
    by_name = {one.name: one.covered for one in report.checks}
    assert (by_name["documents"], by_name["references"]) == (6, 3 + 6 + 3 + 3)


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("user", an_id(700), {"bookings.user": "2 resolve instead of 3"}),
        ("guests", [an_id(700)], {"bookings.guests[]": "4 resolve instead of 6"}),
        ("link", "user_", {"bookings.link": "2 resolve instead of 3"}),
        ("unread", {}, {"bookings.unread.<key>": "2 resolve instead of 3"}),
        ("more", changed(an_id(1)), {"bookings.more": "1 resolve instead of 0"}),
    ],
)
def test_a_reference_that_leads_elsewhere_is_named(name: str, value: Any, fault: dict[str, str]) -> None:
    first, *others = TARGET["bookings"]
    report = concluded({**TARGET, "bookings": [{**first, name: value}, *others]})
    assert faults(report) == {"references": fault}


def test_references_that_the_policy_takes_out_or_whose_collection_stays_empty_are_not_missed() -> None:
    without = [
        {key: one for key, one in document.items() if key not in ("user", "link")}
        for document in TARGET["bookings"]
    ]
    taken_out = Table(
        {
            (("user",), "objectId"): Drop(),
            (("link",), "string"): Pseudonym(domain="text"),
            (("guests",), "array"): Null(),
        },
        maps=POLICY.maps,
    )
    for document in without:
        document["guests"] = None
    assert faults(concluded({**TARGET, "bookings": without}, policy=taken_out)) == {}
    empty = Table(POLICY.actions, POLICY.maps, dropped=frozenset({"users"}))
    assert faults(concluded({"users": [], "bookings": TARGET["bookings"]}, policy=empty)) == {}


def test_a_map_whose_keys_look_like_fields_is_one_path_before_and_after() -> None:
    source = {"users": [{"_id": an_id(1), "home": {"left": an_id(1), "right": {"at": an_id(1)}}}]}
    policy = Table(maps={("home",): Keep(types=("string",))})
    report = concluded(changed(source), source, policy)
    assert faults(report) == {}
    assert {one.name: one.covered for one in report.checks}["references"] == 2


def test_missing_and_surplus_documents_are_counted() -> None:
    report = concluded({"users": TARGET["users"][:2], "bookings": TARGET["bookings"], "extra": [{}]})
    assert faults(report)["documents"] == {"users": "2 instead of 3", "extra": "1 instead of 0"}


def test_documents_of_a_dropped_collection_are_a_fault() -> None:
    policy = Table(POLICY.actions, POLICY.maps, dropped=frozenset({"users"}))
    assert faults(concluded(TARGET, policy=policy))["documents"] == {"users": "3 instead of 0"}


def test_a_run_that_looked_at_nothing_fails() -> None:
    report = conclude(memory_of(SOURCE), Findings(), POLICY)
    assert faults(report)["coverage"] == {
        "strings": "none looked at, the source had 9",
        "ids": "none looked at, the source had 10",
    }
    assert not report.passed


def test_unequal_indexes_fail() -> None:
    memory = memory_of({})
    report = conclude(memory, Findings(), POLICY, unequal_indexes=["users"])
    assert faults(report) == {"indexes": {"users": "not those of the source"}}


def test_a_leak_is_told_by_place_and_count_never_by_value() -> None:
    names = [{**one, "name": old["name"]} for one, old in zip(TARGET["users"], USERS, strict=True)]
    report = concluded({**TARGET, "users": names})
    assert report.as_json()["passed"] is False
    assert faults(report)["whole strings"] == {"users.name": "3 of the source"}
    assert "whole strings: FAILED, 9 looked at" in report.lines()
    assert "  users.name: 3 of the source" in report.lines()
    said = str(report.as_json()) + "\n".join(report.lines())
    assert "Original" not in said
    assert "65a1b2c3" not in said


def test_findings_of_two_processes_add_up() -> None:
    memory = memory_of(SOURCE)
    halves = [
        pickle.loads(pickle.dumps(check(Gathered(half), "users", memory, POLICY, SALT)))
        for half in (USERS[:1], USERS[1:])
    ]
    both = halves[0].merge(halves[1])
    assert both.leaks[Place("whole strings", "users", ("name",))] == 3
    assert both.links.documents == {"users": 3}
    assert len(both.links.ids["users"]) == 3


def test_originals_prove_the_verifier() -> None:
    prove(SOURCE, memory_of(SOURCE), POLICY, SALT)


def test_a_memory_that_forgot_the_source_proves_nothing() -> None:
    with pytest.raises(
        Leaked, match=r"the verifier cannot be trusted: .*original documents of users were not"
    ):
        prove(SOURCE, Memory(), POLICY, SALT)


def test_a_memory_of_another_run_proves_nothing() -> None:
    with pytest.raises(Leaked, match="cannot be trusted"):
        prove(SOURCE, memory_of(SOURCE), POLICY, b"another salt")


def test_a_source_without_documents_has_nothing_to_prove_it_on() -> None:
    prove({}, Memory(), POLICY, SALT)


def test_a_policy_that_keeps_everything_proves_nothing() -> None:
    everything = Table(
        {
            (path, kind): Keep(types=(kind,))
            for path in (("_id",), ("name",))
            for kind in ("string", "objectId")
        }
    )
    source = {"users": USERS}
    with pytest.raises(Leaked, match="original documents were taken for sanitized ones"):
        prove(source, memory_of(source), everything, SALT)


@pytest.mark.parametrize("step", ["_strings", "_mail", "_ids", "_binaries"])
def test_a_verifier_that_leaves_out_a_step_is_found_out(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module._Check, step, lambda *_: None)
    with pytest.raises(Leaked, match="the verifier cannot be trusted"):
        prove(SOURCE, memory_of(SOURCE), POLICY, SALT)


@dataclass(frozen=True)
class Listed:
    name: str
    options: dict[str, Any] = field(default_factory=dict)
    indexes: tuple[dict[str, Any], ...] = ()


@pytest.mark.parametrize(
    ("options", "index", "path"),
    [
        ({"validator": {"name": {"$in": ["Alba Original"]}}}, {}, ("validator", "name", "$in", "[]")),
        (
            {"pipeline": [{"$match": {"by": "by Original, Alba"}}]},
            {},
            ("pipeline", "[]", "$match", "by"),
        ),
        (
            {"pipeline": [{"$match": {"by": f"user_{an_id(1)}"}}]},
            {},
            ("pipeline", "[]", "$match", "by"),
        ),
        (
            {},
            {"partialFilterExpression": {"name": "BERT ORIGINAL"}},
            ("partialFilterExpression", "name"),
        ),
        ({"validator": {"by": {"$ne": an_id(1)}}}, {}, ("validator", "by", "$ne")),
        ({}, {"partialFilterExpression": {"by": an_id(1)}}, ("partialFilterExpression", "by")),
        ({"validator": {"name": Regex("Alba Original")}}, {}, ("validator", "name")),
        ({}, {"key": {f"unread.{an_id(1)}": 1}}, ("key", "<key>")),
        ({}, {"key": {"_fts": "text"}, "weights": {f"notes.{an_id(1)}.html": 1}}, ("weights", "<key>")),
        (
            {},
            {"key": {"$**": 1}, "wildcardProjection": {f"notes.{an_id(1)}": 0}},
            ("wildcardProjection", "<key>"),
        ),
        (
            {},
            {"name": f"unread.{an_id(1)}_1", "key": {"loc": "2dsphere", "name": "hashed"}},
            ("name", "<key>"),
        ),
        (
            {"validator": {"$jsonSchema": {"required": ["unread"], "properties": {"name": {}}}}},
            {"default_language": "german"},
            None,
        ),
    ],
)
def test_a_literal_of_the_source_in_options_is_found(
    options: dict[str, Any], index: dict[str, Any], path: tuple[str, ...] | None
) -> None:
    listed = [Listed("users", options, (index,))]
    found = check_options(listed, memory_of(SOURCE), Findings(), SALT)
    assert set(found.leaks) == (set() if path is None else {Place("literals in options", "users", path)})


def test_names_of_fields_and_collections_in_options_are_no_literals() -> None:
    memory = remember({"notes": ["$cabinet", "bookings", "objectId"]})
    pipeline = [{"$lookup": {"from": "bookings", "as": "bookings"}}, {"$match": {"$expr": "$cabinet"}}]
    options = {"validator": {"$jsonSchema": {"bsonType": ["objectId"]}}, "pipeline": pipeline}
    found = check_options([Listed("users", options)], memory, Findings(), SALT)
    assert (found.leaks, found.covered) == ({}, {"literals in options": 0})


def test_a_literal_that_stands_in_documents_by_declaration_may_stand_in_options() -> None:
    memory = remember({"status": "confirmed"})
    policy = Table({(("status",), "string"): Keep(types=("string",))})
    listed = [Listed("users", {"validator": {"status": {"$eq": "confirmed"}}})]
    assert (
        check_options(listed, memory, look(memory, {"status": "confirmed"}, policy=policy), SALT).leaks == {}
    )
    assert sum(check_options(listed, memory, look(memory), SALT).leaks.values()) == 1
    assert NOTHING_STAYS.treatment("users") == "sanitize"
