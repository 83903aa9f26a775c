"""Ids, dates and numbers: other ones, of the same type, that stand to each other as before."""

import hashlib
import re
from datetime import UTC, datetime
from math import inf, isnan, nan

import pytest
from bson.datetime_ms import DatetimeMS
from bson.decimal128 import Decimal128
from bson.int64 import Int64
from bson.objectid import ObjectId
from hypothesis import given, settings
from hypothesis import strategies as st

from data.policy.values import without
from data.sanitize.dates import shift_of, shifted_by
from data.sanitize.numbers import bucket, random_numbers
from data.sanitize.references import References
from data.sanitize.siphash import siphash

KEY = b"k" * 32
DAY = 86_400
ONE, TWO = (hashlib.sha256(each).hexdigest()[:24] for each in (b"one", b"two"))
IDS = st.binary(min_size=12, max_size=12).map(ObjectId)


def references() -> References:
    return References(KEY, 100_000)


def mapped(ids: list[ObjectId], mapping: References) -> list[ObjectId]:
    noted = mapping.note([ObjectId(one.binary) for one in ids])
    mapping.settle()
    return noted


def text(value: str, *words: str) -> str | None:
    return references().texts([value], words)[0]


def test_a_hash_is_the_one_of_the_reference_implementation() -> None:
    # vectors_sip64[12] of github.com/veorq/SipHash: key and message count up from zero.
    (made,) = siphash(bytes(range(16)), bytes(range(12)))
    assert int(made) == 0x751E8FBC_860EE5FB


@settings(deadline=None)
@given(st.lists(IDS, unique=True))
def test_ids_are_mapped_one_to_one_however_often_and_wherever_they_stand(ids: list[ObjectId]) -> None:
    mapping = references()
    made = mapped(ids, mapping)
    assert mapped(ids, mapping) == [mapped([one], references())[0] for one in ids] == made
    assert mapping.texts([str(one) for one in ids]) == [str(one) for one in made]
    assert len(set(made)) == len(ids)
    assert not set(made) & set(ids)


def test_an_ids_time_moves_with_the_dates_so_the_order_stays() -> None:
    old = ObjectId(ONE)
    (made,) = mapped([old], references())
    assert (made.generation_time - old.generation_time).total_seconds() == 100_000


def test_another_key_gives_other_ids() -> None:
    one = [ObjectId(ONE)]
    assert mapped(one, References(b"o" * 32, 100_000)) != mapped(one, references())


def test_ids_in_a_string_are_mapped_in_their_case_and_the_rest_stays() -> None:
    first, second = ONE, TWO.upper()
    (made, other) = mapped([ObjectId(first), ObjectId(second)], references())
    assert text(f"{first}:/{second}") == f"{made}:/{str(other).upper()}"
    assert text("") == ""


def test_a_word_that_the_policy_names_stays_beside_an_id() -> None:
    (made,) = mapped([ObjectId(ONE)], references())
    for before, after in (("room:", ""), ("room_types/", ""), ("", "-room"), ("room.", "_types")):
        assert text(f"{before}{ONE}{after}", "room", "types", "room_types") == f"{before}{made}{after}"


def test_a_word_is_left_out_only_where_it_stands_by_itself() -> None:
    assert without(("room",), "room_rooms:aroom.room2-Room/room") == "_rooms:aroom.room2-Room/"


@given(st.text("aAzä._:/- \n\0", max_size=12))
def test_beside_an_id_nothing_but_separators_and_words_of_the_policy_comes_through(beside: str) -> None:
    made = text(f"room_{ONE}-{beside}", "room", "z")
    assert (made is not None) == ({*re.split("[._:/-]", beside)} <= {"", "z"})


@pytest.mark.parametrize(
    "value",
    [
        "Anna",
        "room",
        f"{ONE} Anna",
        f"AnnaKeller-{ONE}",
        f"AnnaKeller-{ONE}-room",
        f"Anna-room:{ONE}",
        f"{ONE}:a",
        f"Room:{ONE}",
        f"room room:{ONE}",
        f"rooms:{ONE}",
        f"\u00e4room:{ONE}",
        f"room2:{ONE}",
        f"roomroom:{ONE}",
        f"ro{ONE}om",
        f"room:{ONE}\n",
        f"{ONE}0",
        ONE[:-1],
        f"{ONE}:{'x' * 40}",
        f"{ONE}-2",
    ],
)
def test_a_string_that_is_not_made_of_ids_is_none(value: str) -> None:
    assert text(value, "room") is None


@given(st.binary(min_size=32, max_size=32))
def test_a_runs_shift_is_between_one_and_thirty_days_and_never_whole_days(key: bytes) -> None:
    shift = shift_of(key)
    assert DAY < abs(shift) < 30 * DAY
    assert shift % DAY
    assert shift_of(key) == shift


def test_runs_shift_in_both_directions() -> None:
    assert {shift_of(bytes([number] * 32)) > 0 for number in range(20)} == {True, False}


def test_a_date_moves_by_the_shift_and_its_milliseconds_stay() -> None:
    assert shifted_by(-90_061)([datetime(2024, 3, 1, 1, 1, 1, 5000)]) == [
        datetime(2024, 2, 29, 0, 0, 0, 5000)
    ]


def test_dates_that_python_cannot_say_move_too() -> None:
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp() * 1000
    old = [
        datetime(9999, 12, 31, 23, 59, 59),
        DatetimeMS(10**15),
        DatetimeMS(2**63 - 1),
        datetime(2024, 1, 1),
    ]
    assert shifted_by(10)(old) == [
        DatetimeMS(int(last) + 10_000),
        DatetimeMS(10**15 + 10_000),
        DatetimeMS(2**63 - 1),
        datetime(2024, 1, 1, 0, 0, 10),
    ]
    assert shifted_by(-10)([DatetimeMS(-(2**63))]) == [DatetimeMS(-(2**63))]


@pytest.mark.parametrize(
    ("size", "value", "lower"),
    [
        (10, 47, 40),
        (10, -1, -10),
        (10, -(2**31), -(2**31)),
        (10, Int64(2**53 + 9), Int64(2**53 + 8)),
        (2.5, 3, 2),
        (10, 47.5, 40.0),
        (0.5, 0.75, 0.5),
        (10, Decimal128("47.5"), Decimal128("40")),
        (0.25, Decimal128("-0.3"), Decimal128("-0.50")),
    ],
)
def test_a_number_becomes_the_lower_end_of_its_bucket(size: float, value: object, lower: object) -> None:
    made = bucket(size)(value)
    assert made == lower
    assert type(made) is type(value)


def test_what_is_no_finite_number_stays() -> None:
    lower = bucket(10)
    assert lower(inf) == inf
    assert isnan(lower(nan))
    assert lower(Decimal128("Infinity")) == Decimal128("Infinity")
    assert lower(Decimal128("9.999E+6144")).to_decimal().is_finite()


@pytest.mark.parametrize("value", [3, Int64(3), 3.0])
@pytest.mark.proves("R45")
def test_a_random_number_is_another_each_time_and_of_the_same_type(value: object) -> None:
    made = random_numbers([value] * 4)
    assert {type(one) for one in made} == {type(value)}
    assert len(set(made)) > 1
    assert all(0 <= one < 2**31 for one in made)
