"""Of documents of any shape every string, id and binary is found again, and nothing in what shares none."""

from typing import Any

import bson
import numpy as np
from bson.objectid import ObjectId
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.documents import CODEC, Document
from data.gathered import Gathered
from data.verify.findings import check
from data.verify.marks import Marker
from data.verify.memory import Memory
from data.verify.sets import Counted, Marks
from data.verify.text import Text
from tests.unit.verify_policy import NOTHING_STAYS, SALT

LETTERS = st.text("abcdefgäÖ ", max_size=12)
IDS = st.binary(min_size=12, max_size=12).map(ObjectId)
KEYS = st.text("abcxyz", min_size=1, max_size=4)


def documents(texts: st.SearchStrategy[str], ids: st.SearchStrategy[ObjectId]) -> st.SearchStrategy[Document]:
    leaves = st.one_of(
        texts, ids, st.integers(-5, 5), st.none(), st.booleans(), st.binary(min_size=6, max_size=9)
    )
    values = st.recursive(
        leaves, lambda one: st.lists(one, max_size=4) | st.dictionaries(KEYS, one, max_size=4), max_leaves=12
    )
    return st.dictionaries(KEYS, values, max_size=5)


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [value]


@settings(max_examples=40)
@given(st.lists(documents(LETTERS, IDS), min_size=1, max_size=4))
def test_every_leaf_of_any_documents_is_found_again(some: list[Document]) -> None:
    read = [bson.decode(bson.encode(one), CODEC) for one in some]
    memory = Memory.collect("any", Gathered(read), SALT)
    findings = check(Gathered(read), "any", memory, NOTHING_STAYS, SALT)
    found = dict.fromkeys(("whole strings", "ids", "binaries"), 0)
    for place, count in findings.leaks.items():
        if place.check in found:
            found[place.check] += count
    every = leaves(some)
    strings = [one for one in every if isinstance(one, str) and len(one.strip()) >= 6]
    # The text inside binaries counts as strings too.
    assert found["whole strings"] >= len(strings)
    assert found["ids"] == sum(isinstance(one, ObjectId) for one in every)
    assert found["binaries"] == sum(isinstance(one, bytes) for one in every)


@settings(max_examples=40)
@given(
    st.lists(documents(LETTERS, st.nothing()), max_size=3),
    st.lists(documents(st.text("hijklmn ", max_size=12), IDS), max_size=3),
)
def test_documents_of_other_words_are_clean(source: list[Document], loaded: list[Document]) -> None:
    without = [{"out": [one for one in leaves(some) if not isinstance(one, bytes)]} for some in loaded]
    memory = Memory.collect("any", Gathered(source), SALT)
    findings = check(Gathered(without), "any", memory, NOTHING_STAYS, SALT)
    assert findings.leaks == {}


@example(["\u212b"])
@given(st.lists(st.text(min_size=1, max_size=20).filter(lambda one: one == one.strip()), max_size=20))
def test_a_string_has_the_same_mark_whatever_stands_beside_it(strings: list[str]) -> None:
    marker = Marker(SALT)
    together = Text([*strings, "e\u0301"], marker)
    places, marks = together.whole()
    alone = [Text([one], marker).whole()[1].tolist() for one in strings]
    alone.append(Text(["\u00e9"], marker).whole()[1].tolist())
    assert marks.tolist() == [mark for one in alone for mark in one]
    assert together.owners(places).tolist() == [place for place, one in enumerate(alone) if one]


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=50), max_size=6))
def test_sets_of_marks_are_sets(lists: list[list[int]]) -> None:
    marks, counted = Marks(), Counted()
    for one in lists:
        marks.add(np.array(one, np.uint64))
        counted.merge(Counted(np.array(one, np.uint64)))
    every = [mark for one in lists for mark in one]
    assert marks.settle().tolist() == sorted(set(every))
    assert marks.holds(np.array(every, np.uint64)).all()
    others = [mark ^ 1 for mark in every if mark ^ 1 not in every]
    assert not marks.holds(np.array(others, np.uint64)).any()
    assert counted.within(marks) == len(every)
