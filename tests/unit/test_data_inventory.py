"""What the policy has no answer for is listed with its path and count, never with its value."""

import pytest

from data.documents import Document, batch_of
from data.inventory import Inventory, Surveyor, Unclassified
from tests.unit.data_policy import ID, OTHER_ID, policy

POLICY = policy(
    "collections:\n  users: {to: ref, on: {ref: [room, room_types]}, 'unread.<key:ref>': {keep: int}}"
)


def survey(*documents: Document) -> Inventory:
    batch = batch_of("users", list(documents))
    return Surveyor(POLICY).look(batch, batch.values())


def test_a_reference_is_made_of_ids_separators_and_the_words_that_its_line_names() -> None:
    found = survey(
        {"to": f"{ID}:{OTHER_ID}", "on": f"room_types:{ID}/room", "unread": {ID: 1}},
        {"to": "", "on": OTHER_ID},
    )
    assert found.unclassified == {}


def test_anything_else_beside_an_id_is_refused_with_path_and_count_and_without_the_value() -> None:
    found = survey(
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
