"""What a swap still has to do, decided from what is there."""

from bson.binary import Binary

from data.target.present import Present
from data.target.swap import Drop, Rename, lost, steps, surplus


def there(**collections: int | None) -> dict[str, Present]:
    """Collections by the numbers that identify them; a view has none."""
    return {
        name: Present("view", None) if number is None else Present("collection", identity(number))
        for name, number in collections.items()
    }


def identity(number: int) -> Binary:
    return Binary(bytes([number]) * 16, 4)


LOADED = {"skills": identity(1), "users": identity(2)}
BEFORE = there(__refresh_7__skills=1, __refresh_7__users=2, users=3, stale=4)
DROPS = {"stale": identity(4)}


def test_everything_but_the_plan_the_room_s_own_and_the_servers_is_surplus() -> None:
    here = {
        **BEFORE,
        **there(
            _environment=5, _refresh_journal=6, _refresh_receipts=7, old_users=None, __refresh_6__users=8
        ),
        "system.views": Present("collection", identity(9)),
    }
    assert surplus("7", ["skills", "users"], here) == {
        "stale": identity(4),
        "old_users": None,
        "__refresh_6__users": identity(8),
    }


def test_a_swap_renames_all_and_then_drops() -> None:
    assert steps("7", LOADED, DROPS, BEFORE) == [Rename("skills"), Rename("users"), Drop("stale")]


def test_what_is_done_already_is_not_done_again() -> None:
    here = there(skills=1, __refresh_7__users=2, users=3)
    assert steps("7", LOADED, DROPS, here) == [Rename("users")]
    assert steps("7", LOADED, DROPS, there(skills=1, users=2)) == []


def test_a_view_in_the_place_of_a_collection_is_dropped_before_its_rename() -> None:
    here = there(__refresh_7__skills=1, skills=None, users=2)
    assert steps("7", LOADED, {}, here) == [Drop("skills"), Rename("skills")]


def test_what_somebody_has_made_anew_under_the_name_of_a_surplus_collection_stays() -> None:
    assert steps("7", LOADED, DROPS, there(skills=1, users=2, stale=9)) == []


def test_a_collection_that_is_not_the_loaded_one_is_not_renamed() -> None:
    here = there(__refresh_7__skills=9, users=2)
    assert steps("7", LOADED, {}, here) == []
    assert lost("7", LOADED, here) == ["skills"]


def test_a_collection_is_lost_if_it_is_neither_loaded_nor_in_its_place() -> None:
    assert lost("7", LOADED, BEFORE) == []
    assert lost("7", LOADED, there(skills=1, users=2)) == []
    assert lost("7", LOADED, there(skills=1, users=3)) == ["users"]
    assert lost("7", LOADED, there(skills=1)) == ["users"]
