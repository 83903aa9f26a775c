"""What of the source stands in what was loaded is found, wherever and in whatever form it stands there."""

from typing import Any

import pytest
from bson.binary import Binary
from bson.code import Code
from bson.dbref import DBRef
from bson.objectid import ObjectId
from bson.regex import Regex

from data.documents import Document
from data.gathered import Gathered
from data.policy.actions import Constant, Enum, Keep, Ref
from data.verify.findings import Place
from tests.unit.verify_policy import Table, an_id, leaks, look, remember

ANNA: Document = {
    "_id": an_id(1),
    "vorname": "Änna",
    "nachname": "von Zürcher-Meier",
    "mail": "Anna.Zuercher@bluewin.ch",
    "tel": "+41 79 555 21 43",
    "iban": "CH93 0076 2011 6238 5295 7",
    "adresse": {"strasse": "Bahnhofstrasse 117b"},
    "link": "https://host.ch/reset/aB3-dEf6hIj9kLm2nOp5?next=1",
    "friends": [{"name": "Urs Von Arx", "of": an_id(2)}],
    "ref": f"user_{an_id(3)}_avatar",
    "byUser": {str(an_id(4)): "a private note about her"},
    "picture": Binary(b"\x89PNG\x00 taken in spring"),
    "labels": {"goldmember": 1},
    "composed": "Re\u0301gine Lefe\u0300vre",
}
OTHER: Document = {"_id": an_id(91), "vorname": "Urs", "nachname": "Kohler"}
MEMORY = remember(ANNA, OTHER)

WHOLE, MAIL, NUMBER, TOKEN, NAME, ID = (
    "whole strings",
    "e-mail addresses",
    "telephone and account numbers",
    "tokens",
    "full names",
    "ids",
)


@pytest.mark.parametrize(
    ("kind", "leak"),
    [
        (WHOLE, "Bahnhofstrasse 117b"),
        (WHOLE, "  BAHNHOFSTRASSE 117B\n"),
        (WHOLE, [[{"deep": "Bahnhofstrasse 117b"}]]),
        (WHOLE, {"Bahnhofstrasse 117b": 1}),
        (WHOLE, "r\u00e9gine lef\u00e8vre"),
        (WHOLE, b"Bahnhofstrasse 117b"),
        (WHOLE, Regex("a private note about her")),
        (WHOLE, Code("a private note about her")),
        (WHOLE, DBRef("goldmember", 1, field="a private note about her")),
        (MAIL, "Write to ANNA.ZUERCHER@bluewin.ch, please"),
        (MAIL, "mailto:anna.zuercher@bluewin.ch?subject=x"),
        (MAIL, {"anna.zuercher@bluewin.ch": True}),
        (MAIL, b"\x00\xffanna.zuercher@bluewin.ch\x00"),
        (NUMBER, "079/555.21.43"),
        (NUMBER, "call (079) 555-21-43 after six"),
        (NUMBER, "tel:+41795552143"),
        (NUMBER, "0041 (0)79 555 21 43"),
        (NUMBER, "my account is CH9300762011623852957."),
        (TOKEN, "/x?token=aB3-dEf6hIj9kLm2nOp5&y"),
        (TOKEN, ["copied: AB3-DEF6HIJ9KLM2NOP5"]),
        (TOKEN, "dEf6hIj9kLm2nOp5"),
        (NAME, "Yesterday Änna von Zürcher came"),
        (NAME, "„Urs Kohler“ said so"),
        (NAME, "Kohler, Urs"),
        (NAME, "https://host.ch/in/urs-kohler/"),
        (NAME, "URS VON ARX"),
        (WHOLE, "RÉGINE LEFÈVRE"),
        (ID, an_id(1)),
        (ID, [an_id(2)]),
        (ID, an_id(91)),
        (ID, f"/of/{str(an_id(3)).upper()}.png"),
        (ID, {str(an_id(4)): 0}),
        ("binaries", Binary(b"\x89PNG\x00 taken in spring", 5)),
    ],
)
def test_a_piece_of_the_source_is_found_in_any_form_and_place(kind: str, leak: Any) -> None:
    assert kind in leaks(MEMORY, leak)


@pytest.mark.parametrize(
    "clean",
    [
        "Bahnhofstrasse 118b",
        "anna.zuercher@example.com",
        "079 555 21 44",
        "2024-05-01 and 555 21 43",
        "aB3-dEf6hIj9kLm2nOp6",
        "Änna Kohler",
        "Urs. Then, in the end, came Kohler",
        "Urs ---- Kohler",
        an_id(5),
        str(an_id(5)),
        {"Bahnhofstrasse": {"118b": 1}},
        "Urs",
        "",
        12345678901,
        None,
        [],
        b"\x89PNG\x00 taken in winter",
    ],
)
def test_what_is_not_of_the_source_is_not_flagged(clean: Any) -> None:
    assert leaks(MEMORY, clean) == set()


def test_a_key_of_a_map_is_found_again_though_it_could_be_a_field_name() -> None:
    policy = Table(maps={("out",): Ref()})
    assert leaks(MEMORY, {"goldmember": 1}, policy) == {"map keys"}
    assert leaks(MEMORY, {"goldmember": 1}) == set()


def test_dates_amounts_and_order_numbers_are_no_telephone_numbers() -> None:
    memory = remember({"a": "by 0555 2143 or 12.05.2024", "b": "order 12345 67890", "c": "x0795552143"})
    for other in ("0555-2143", "12-05-2024", "12345/67890 it is", "y0795552143"):
        assert leaks(memory, other) == set()
    assert leaks(memory, "079 555 21 43") == set()


def test_a_number_of_no_country_is_not_taken_for_the_one_whose_last_digits_it_happens_to_have() -> None:
    memory = remember({"phone": "+41 79 555 21 43", "other": "+999123456789012"})
    assert leaks(memory, "+999204795552143") == set()
    assert leaks(memory, "+99 920 479 555 21 43") == set()
    assert leaks(memory, "+998204795552143") == {"telephone and account numbers"}
    assert "telephone and account numbers" in leaks(memory, "call +999 123 456 789 012")


def test_two_house_numbers_that_meet_are_no_name() -> None:
    memory = remember({"title": "Block 12 34"})
    assert leaks(memory, "Taxvo 34-12") == set()


def test_a_name_that_does_not_stand_beside_the_other_is_none() -> None:
    memory = remember({"a": {"first": "Anna"}, "b": {"last": "Kohler"}})
    assert leaks(memory, "Anna Kohler") == set()


def test_an_address_where_somebody_reads_it_is_flagged_even_where_strings_stay() -> None:
    stays = Table({(("out",), "string"): Keep(types=("string",))})
    for address in ("new@gmail.com", "a@b.example.org.ch", "x@notexample.com", "ask team@firma.io!"):
        assert leaks(MEMORY, address, stays) == {"only reserved domains"}
    for address in (
        "a@example.com",
        "a@mail.example.net",
        "a@x.invalid",
        "a@B.TEST",
        "a@localhost",
        "a@y.example",
        "@anna",
        "5 @ home",
    ):
        assert leaks(MEMORY, address, stays) == set()


@pytest.mark.parametrize(
    ("action", "value", "leak"),
    [
        (Keep(types=("string",)), "Bahnhofstrasse 117b", False),
        (Enum(values=("Bahnhofstrasse 117b",)), "Bahnhofstrasse 117b", False),
        (Enum(values=("another street",)), "Bahnhofstrasse 117b", True),
        (Constant(value="Bahnhofstrasse 117b"), "Bahnhofstrasse 117b", False),
        (Constant(value=7), "Bahnhofstrasse 117b", True),
    ],
)
def test_an_original_stays_where_the_policy_leaves_it_and_is_counted(
    action: Any, value: str, leak: bool
) -> None:
    findings = look(MEMORY, {"out": value}, {"out": value}, policy=Table({(("out",), "string"): action}))
    place = Place(WHOLE, "users", ("out",))
    assert (findings.leaks[place], findings.stays[place]) == ((2, 0) if leak else (0, 2))


def test_what_is_below_a_kept_object_stays_and_an_id_only_where_ids_are_kept() -> None:
    policy = Table(
        {
            (("kept",), "object"): Keep(types=("object",)),
            (("id",), "objectId"): Keep(types=("objectId",)),
        }
    )
    assert look(MEMORY, {"kept": {"a": ["Bahnhofstrasse 117b", an_id(1)]}}, policy=policy).leaks == {}
    assert look(MEMORY, {"id": an_id(1)}, policy=policy).leaks == {}
    assert look(MEMORY, {"id": [an_id(1)]}, policy=policy).leaks == {Place(ID, "users", ("id", "[]")): 1}


def test_words_that_the_policy_names_beside_an_id_are_nobodys_name() -> None:
    memory = remember({"title": "Skill Levels", "name": "Anna Keller"})
    policy = Table({(("out",), "string"): Ref(words=("skill_levels", "skills"))})
    assert leaks(memory, f"skill_levels_{an_id(5)}", policy) == set()
    assert leaks(memory, f"skill_levels_{an_id(5)}") == {NAME}
    assert leaks(memory, f"skills_{an_id(5)}_anna_keller", policy) == {NAME}
    assert ID in leaks(remember({"of": an_id(5)}), f"skill_levels_{an_id(5)}", policy)


def test_a_key_stays_where_keys_are_kept() -> None:
    policy = Table(maps={("out",): Keep(types=("string",))})
    assert leaks(MEMORY, {"Bahnhofstrasse 117b": 1}, policy) == set()


def test_a_place_is_named_without_the_data_in_its_keys() -> None:
    findings = look(MEMORY, {"m": {str(an_id(7)): [{"of": an_id(1)}], "kohler@x.ch": {"z": an_id(1)}}})
    assert {place.path for place in findings.leaks} == {
        ("m", "<key>"),
        ("m", "<key>", "[]", "of"),
        ("m", "<key>", "z"),
    }


def test_an_object_with_more_names_than_anybody_models_is_a_map() -> None:
    memory = remember({"m": {f"person{'abcdefghij'[n % 10]}{'x' * (n // 10)}": 1 for n in range(600)}})
    assert "whole strings" in leaks(memory, "personaxxx")


def test_the_same_thing_in_two_batches_is_remembered_once() -> None:
    once, twice = remember(ANNA), remember(ANNA).merge(remember(ANNA))
    assert {kind: len(marks) for kind, marks in once.sets.items()} == {
        kind: len(marks) for kind, marks in twice.sets.items()
    }
    assert twice.links.documents == {"users": 2}


def test_a_memory_sent_to_another_process_finds_the_same() -> None:
    here = remember(ANNA, OTHER)
    packed = bytearray(here.size + 8)  # shared memory is as long as whole pages
    here.move(memoryview(packed))
    there = type(MEMORY).of(memoryview(packed))
    for leak in (ANNA, {"out": "Urs Kohler"}, {"out": "nobody at all"}):
        assert look(there, leak).leaks == look(here, leak).leaks == look(MEMORY, leak).leaks
    packed[:] = bytes(len(packed))
    assert look(there, OTHER).leaks == look(here, OTHER).leaks == {}


def test_another_salt_gives_other_marks() -> None:
    other = type(MEMORY).collect("users", Gathered([ANNA]), b"another")
    for kind, marks in remember(ANNA).sets.items():
        assert not marks.holds(other.sets[kind].settle()).any()


def test_an_id_written_in_capitals_is_the_same() -> None:
    assert ID in leaks(remember({"a": ObjectId("abcdefabcdefabcdefabcdef")}), "ABCDEFABCDEFABCDEFABCDEF")
