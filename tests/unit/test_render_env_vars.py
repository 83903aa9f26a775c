import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.env_vars import EnvChanges, env_changes

KEYS = st.sampled_from(["A", "B", "C", "D", "E"])
VALUES = st.sampled_from(["", "one", "two"])
ENV = st.dictionaries(KEYS, VALUES)


def applied(live: dict[str, str], changes: EnvChanges) -> dict[str, str]:
    kept = {key: value for key, value in live.items() if key not in changes.delete}
    return {**kept, **changes.put}


@pytest.mark.proves("T10")
@given(old=ENV, new=ENV, foreign=ENV)
def test_the_changes_turn_the_owned_keys_into_the_wanted_ones_and_touch_no_other(
    old: dict[str, str], new: dict[str, str], foreign: dict[str, str]
) -> None:
    others = {key: value for key, value in foreign.items() if key not in old and key not in new}
    changes = env_changes(old, new)
    assert applied({**others, **old}, changes) == {**others, **new}
    assert set(changes.put) | set(changes.delete) <= set(old) | set(new)


@given(old=ENV, new=ENV)
def test_nothing_is_written_that_is_there_already(old: dict[str, str], new: dict[str, str]) -> None:
    changes = env_changes(old, new)
    assert all(old.get(key) != value for key, value in changes.put.items())
    assert bool(changes) == (old != new)


@pytest.mark.proves("C5")
@given(old=ENV, new=ENV, external=st.sets(KEYS))
def test_a_key_that_becomes_somebody_elses_is_released_as_it_is(
    old: dict[str, str], new: dict[str, str], external: set[str]
) -> None:
    changes = env_changes(old, new, external)
    assert set(changes.delete) == set(old) - set(new) - external
    assert changes.put == env_changes(old, new).put


def test_the_changes_do_not_show_values() -> None:
    assert "hunter2" not in repr(env_changes({}, {"A": "hunter2"}))
