"""What of a source the policy has no answer for, listed with its path and count and never with its value."""

import pytest

from data.documents import Document, batch_of
from data.gathered import Gathered
from data.inventory import Inventory, Surveyor, Unclassified
from tests.unit.data_policy import ID, OTHER_ID, policy

POLICY = policy(
    "collections:\n  users:\n    to: ref\n    on: {ref: [room, room_types]}\n"
    "    unread.<key:ref>: {keep: int}\n    tags[]: {keep: string}"
)


@pytest.fixture
def surveyor() -> Surveyor:
    return Surveyor(POLICY)


def survey(surveyor: Surveyor, *documents: Document) -> Inventory:
    return surveyor.look(batch_of("users", list(documents)), Gathered(list(documents)))


def test_a_reference_is_made_of_ids_separators_and_the_words_that_its_line_names(surveyor: Surveyor) -> None:
    found = survey(
        surveyor,
        {"to": f"{ID}:{OTHER_ID}", "on": f"room_types:{ID}/room", "unread": {ID: 1}},
        {"to": "", "on": OTHER_ID},
    )
    assert found.unclassified == {}


def test_anything_else_beside_an_id_is_refused_with_path_and_count_and_without_the_value(
    surveyor: Surveyor,
) -> None:
    found = survey(
        surveyor,
        {"to": f"AnnaKeller-{ID}", "on": f"AnnaKeller-{ID}", "unread": {f"AnnaKeller-{ID}": 1, ID: 2}},
        {"to": f"room:{ID}", "on": f"room:{ID}-AnnaKeller", "unread": {f"room:{ID}": 1}},
        {"to": f"a{ID}", "on": f"rooms:{ID}"},
    )
    with pytest.raises(Unclassified) as refused:
        found.refuse()
    assert str(refused.value).splitlines()[1:-1] == [
        "  users.on (string): 3",
        "  users.to (string): 3",
        "  users.unread.<key> (key): 2",
    ]
    assert "Keller" not in str(refused.value)


def test_a_field_named_like_the_path_of_elements_is_a_key_that_nobody_named(surveyor: Surveyor) -> None:
    assert survey(surveyor, {"tags": ["one"]}).unclassified == {}
    place = ("users", ("tags", "<key>"))
    found = survey(surveyor, {"tags": {"[]": "Anna Example"}})
    assert found.unclassified == {(*place, "key"): 1, (*place, "string"): 1}
