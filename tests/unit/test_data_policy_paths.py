"""How a policy names paths, and which of two names is the more exact."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.policy.build import build
from data.policy.file import PolicyFile
from data.policy.paths import ANY, ITEM, Path, Pattern, covers, is_field_name, parse, text_of, words
from tests.unit.data_policy import ID

NAMES = ("a", "b", "c")
SEGMENTS = st.lists(st.sampled_from((*NAMES, ITEM)), min_size=1, max_size=4).map(
    lambda found: tuple(found) if found[0] != ITEM else ("a", *found)
)
PATTERNS = st.lists(st.sampled_from((*NAMES, ANY, ITEM)), min_size=1, max_size=3).map(
    lambda found: tuple(found) if found[0] != ITEM else (ANY, *found)
)
UNIVERSE = [path for size in (1, 2, 3, 4) for path in product((*NAMES, ITEM), repeat=size) if path[0] != ITEM]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("email", ("email",)),
        ("socialMedia.twitter", ("socialMedia", "twitter")),
        ("price.discounts[].code", ("price", "discounts", "[]", "code")),
        ("a[][]", ("a", "[]", "[]")),
        ("privateNotes.<key:ref>[].note", ("privateNotes", "<key>", "[]", "note")),
        ("socialMedia.*", ("socialMedia", "*")),
        ("größe.vor name", ("größe", "vor name")),
    ],
)
def test_a_path_is_its_segments(text: str, path: Path) -> None:
    assert parse("users", text).segments == path


@pytest.mark.parametrize(
    "text", ["", "[]", "a[", "a.", ".a", "a..b", "a.<key", "a.<any>", "a*", "a[].[]", "**.a"]
)
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no path"):
        parse("users", text)


def test_what_happens_to_keys_stands_at_the_place_of_the_keys() -> None:
    assert parse("users", "a.<key:ref>.b.<key>").keys == ((1, "ref"), (3, ""))


@given(SEGMENTS)
def test_a_path_that_is_written_out_is_read_as_it_was(path: Path) -> None:
    assert parse("users", text_of("", path).removeprefix(".")).segments == path


@given(SEGMENTS, st.data())
def test_any_name_of_a_pattern_can_become_a_star_and_an_element_cannot(
    path: Path, data: st.DataObject
) -> None:
    assert covers(path, path)
    at = data.draw(st.integers(0, len(path) - 1))
    starred = (*path[:at], ANY, *path[at + 1 :])
    assert covers(starred, path) == (path[at] != ITEM)


@given(SEGMENTS, SEGMENTS)
def test_the_end_of_a_path_names_it_at_any_depth_and_its_beginning_does_not(front: Path, end: Path) -> None:
    assert Pattern(None, end).matches((*front, *end))
    assert not Pattern("users", end).matches((*front, *end))


@given(PATTERNS, PATTERNS, st.booleans())
def test_two_patterns_overlap_if_and_only_if_a_path_has_both_and_neither_is_more_exact(
    one: Path, other: Path, anywhere: bool
) -> None:
    collection = None if anywhere else "users"
    first, second = Pattern(collection, one), Pattern(collection, other)
    met = any(first.matches(path) and second.matches(path) for path in UNIVERSE)
    assert first.overlaps(second) == (met and first.exactness == second.exactness)


@given(st.lists(PATTERNS, min_size=1, max_size=6, unique=True), st.lists(PATTERNS, max_size=3, unique=True))
def test_of_whatever_patterns_are_accepted_one_is_the_most_exact_for_every_path(
    own: list[Path], anywhere: list[Path]
) -> None:
    named = {text_of("", path).removeprefix("."): "text" for path in own}
    ends = {text_of("", path).removeprefix("."): "text" for path in anywhere}
    file = PolicyFile.model_validate(
        {"environment": "staging", "everywhere": ends, "collections": {"users": named}}
    )
    policy, found = build(file)
    if not [text for _, text in found if "neither is more exact" in text]:
        for path in UNIVERSE:
            exact = [rule.pattern.exactness for rule in policy.rules if rule.pattern.matches(path)]
            assert not exact or exact.count(max(exact)) == 1


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (Pattern("u", ("*", "*")), Pattern(None, ("a", "b"))),
        (Pattern("u", ("a", "b")), Pattern("u", ("a", "*"))),
        (Pattern(None, ("a", "b")), Pattern(None, ("b",))),
        (Pattern(None, ("*", "b")), Pattern(None, ("b",))),
        (Pattern(None, ("a", "b")), Pattern(None, ("*", "b"))),
    ],
)
def test_a_name_is_more_exact_than_a_star_and_a_collection_than_none(more: Pattern, less: Pattern) -> None:
    assert more.exactness > less.exactness


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("dateOfBirth", {"date", "of", "birth"}),
        ("lastIpAddress", {"last", "ip", "address"}),
        ("IPAddress", {"ip", "address"}),
        ("user_IP", {"user", "ip"}),
        ("PHONE_NUMBER2", {"phone", "number"}),
        ("description", {"description"}),
        ("refreshTokens", {"refresh", "tokens", "token"}),
    ],
)
def test_a_name_is_its_words(name: str, found: set[str]) -> None:
    assert found <= words(name)
    assert "ip" not in words("description")
    assert "age" not in words("averageLanguage")


@pytest.mark.parametrize(
    "name",
    [
        ID,
        f"a{ID[1:]}",
        "anna@example.invalid",
        "2025-03-01",
        "Jo Doe",
        "x" * 65,
    ],
)
def test_what_no_developer_calls_a_field_is_no_name_of_one(name: str) -> None:
    assert not is_field_name(name)
    assert not Pattern("users", (ANY,)).matches((name,))


@pytest.mark.parametrize(
    "name", ["_id", "__v", "street2", "allowClientInitiatedRescheduleHoursBefore", "last4"]
)
def test_names_of_fields_are_names_of_fields(name: str) -> None:
    assert is_field_name(name)
