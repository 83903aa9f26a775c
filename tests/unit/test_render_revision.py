from hypothesis import given
from hypothesis import strategies as st

from render.revision import APPLIED_AT_ONCE, WITHOUT_BUILD, initial_deploy, needs_no_build, next_revision

ONCE, LIGHT, BUILD = sorted(APPLIED_AT_ONCE), sorted(WITHOUT_BUILD), ["branch", "start_command"]
SETTINGS = st.sets(st.sampled_from([*ONCE, *LIGHT, *BUILD]))
WRITES = st.lists(st.tuples(SETTINGS, st.booleans()))


def after(revision: str, writes: list[tuple[set[str], bool]]) -> str:
    for settings, variables in writes:
        revision = next_revision(revision, settings, variables)
    return revision


def test_what_applies_at_once_needs_no_deploy() -> None:
    assert next_revision("dep-x+1", ONCE, variables=False) == "dep-x+1"


def test_a_plan_or_the_shutdown_delay_is_a_step_that_needs_no_build() -> None:
    assert next_revision("dep-x", ["plan"], variables=False) == "dep-x.1"
    assert next_revision("dep-x+2.9", ["max_shutdown_delay_seconds", "name"], variables=False) == "dep-x+2.10"


def test_a_variable_or_a_command_is_a_step_that_does() -> None:
    assert next_revision("dep-x", [], variables=True) == "dep-x+1"
    assert next_revision("dep-x+2.9", ["plan", "start_command"], variables=False) == "dep-x+3"


def test_only_what_nothing_was_written_after_is_the_first_deploy() -> None:
    assert [initial_deploy(text) for text in ("dep-x", "dep-x+1", "dep-x.1", "")] == ["dep-x", "", "", ""]


@given(WRITES, WRITES)
def test_a_build_is_needed_exactly_when_something_that_needs_one_was_written(
    before: list[tuple[set[str], bool]], since: list[tuple[set[str], bool]]
) -> None:
    old = after("dep-x", before)
    new = after(old, since)
    waiting = [settings - APPLIED_AT_ONCE for settings, _ in since]
    build = any(variables for _, variables in since) or any(names - WITHOUT_BUILD for names in waiting)
    assert (old != new) == (build or any(waiting))
    assert needs_no_build(old, new) == (not build and any(bool(names) for names in waiting))


def test_without_a_known_deploy_there_is_a_build() -> None:
    assert not needs_no_build("", ".1")
