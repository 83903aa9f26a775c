"""Which release comes next when one goes back, and what people are shown of them."""

import pytest

from ops.commands import InputError
from ops.rollback.releases import Release, age, as_json, chosen, first_line, previous, shown
from ops.rollback.service import releases_of
from render.wire import Deploy, parse

HOUR = 3600.0


def release(name: str, created: float, *, served: bool = True, origin: str = "") -> Release:
    return Release(name, name * 40, f"Release {name}", created, served, origin or name)


A, B, C = (release(name, number * HOUR) for number, name in enumerate("abc"))
STAGED = release("d", 3 * HOUR, served=False)


def test_the_one_before_is_the_newest_older_one_that_has_served() -> None:
    assert previous([STAGED, C, B, A], "c") == B
    assert previous([C, release("b", HOUR, served=False), A], "c") == A
    assert previous([A], "a") is None
    assert previous([C, B], "elsewhere") is None


def test_before_a_build_that_came_back_is_what_was_before_that_build() -> None:
    again = release("d", 3 * HOUR, origin="b")
    assert previous([again, C, B, A], "d") == A


def deploy(number: int, commit: str, status: str = "deactivated", trigger: str = "new_commit") -> Deploy:
    created = f"2026-11-27T0{number}:00:00Z"
    said = {"id": f"dep-{number}", "status": status, "trigger": trigger, "createdAt": created}
    return parse(Deploy, {**said, "commit": {"id": commit, "message": "Mend it\n\nLong"}})


def test_renders_deploys_are_releases_and_a_rollback_knows_the_build_that_it_started() -> None:
    failed = deploy(3, "c", "build_failed")
    found = releases_of([deploy(4, "a", "live", "rollback"), failed, deploy(2, "b"), deploy(1, "a")])
    assert [each.has_served for each in found] == [True, False, True, True]
    assert [each.origin for each in found] == ["dep-1", "dep-3", "dep-2", "dep-1"]
    assert found[0].text == 'dep-4 (a "Mend it")'


def test_a_deploy_of_which_render_says_no_commit_is_told_by_its_id() -> None:
    (found,) = releases_of([parse(Deploy, {"id": "dep-1", "status": "live", "trigger": "rollback"})])
    assert (found.text, found.origin) == ("dep-1", "dep-1")


def test_a_message_is_cut_to_one_line_of_sixty() -> None:
    assert first_line(None) == ""
    assert first_line("Prices\nin francs") == "Prices"
    assert first_line("x" * 61) == "x" * 57 + "..."


@pytest.mark.parametrize(
    ("to", "what"),
    [
        ("c", "api: c is what runs now; name another one with --to"),
        ("d", "api: d has never run for visitors, so it is nothing to go back to; --list shows what is"),
        ("e", "api: e is none of its last 3; --list shows them"),
    ],
)
def test_what_cannot_be_chosen_is_said(to: str, what: str) -> None:
    with pytest.raises(InputError) as refused:
        chosen("api", [STAGED, C, B], "c", to)
    assert str(refused.value) == what


def test_without_a_choice_it_is_the_one_before() -> None:
    assert chosen("api", [C, B, A], "c", None) == B
    assert chosen("api", [C, B, A], "c", "a") == A
    with pytest.raises(InputError, match="api: there is nothing before a to go back to"):
        chosen("api", [A], "a", None)


def test_the_table_shows_what_runs_now_and_what_comes_next_and_nothing_that_never_ran() -> None:
    lines = shown([STAGED, C, B], "c", B, now=3 * HOUR).splitlines()
    assert [line.split() for line in lines] == [
        ["DEPLOYMENT", "COMMIT", "MESSAGE", "AGE"],
        ["c", "ccccccc", "Release", "c", "1", "h", "runs", "now"],
        ["b", "bbbbbbb", "Release", "b", "2", "h", "the", "one", "before"],
    ]


def test_scripts_get_times_and_whole_commits() -> None:
    assert as_json([STAGED, C, B], "c")[1] == {
        "id": "b",
        "commit": "b" * 40,
        "message": "Release b",
        "createdAt": "1970-01-01T01:00:00Z",
        "servesNow": False,
    }


@pytest.mark.parametrize(
    ("seconds", "text"), [(-1, "0 s"), (59, "59 s"), (60, "1 min"), (7199, "1 h"), (172_800, "2 d")]
)
def test_an_age_has_the_unit_that_people_would_take(seconds: float, text: str) -> None:
    assert age(seconds) == text
