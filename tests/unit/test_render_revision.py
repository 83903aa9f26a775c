from hypothesis import given
from hypothesis import strategies as st

from render.revision import (
    AT_ONCE,
    BUILD,
    DEPLOY_ONLY,
    Effect,
    initial_deploy,
    needs_no_build,
    newest_before,
    next_revision,
    written_after,
)

WRITES = st.lists(st.sets(st.sampled_from(Effect)))


def after(revision: str, writes: list[set[Effect]]) -> str:
    for written in writes:
        revision = next_revision(revision, written)
    return revision


def test_what_applies_at_once_needs_no_deploy() -> None:
    assert next_revision("dep-x+1", {AT_ONCE}) == "dep-x+1"
    assert next_revision("dep-x+1", set()) == "dep-x+1"


def test_what_is_started_with_is_a_step_that_needs_no_build() -> None:
    assert next_revision("dep-x", {DEPLOY_ONLY}) == "dep-x.1"
    assert next_revision("dep-x+2.9", {DEPLOY_ONLY, AT_ONCE}) == "dep-x+2.10"


def test_what_is_built_is_a_step_that_does() -> None:
    assert next_revision("dep-x", {BUILD}) == "dep-x+1"
    assert next_revision("dep-x+2.9", {DEPLOY_ONLY, BUILD}) == "dep-x+3"


def test_only_what_nothing_was_written_after_is_the_first_deploy() -> None:
    assert [initial_deploy(text) for text in ("dep-x", "dep-x+1", "dep-x.1", "")] == ["dep-x", "", "", ""]


@given(WRITES, WRITES)
def test_a_build_is_needed_exactly_when_something_that_needs_one_was_written(
    before: list[set[Effect]], since: list[set[Effect]]
) -> None:
    old = after("dep-x", before)
    new = after(old, since)
    written = set().union(*since)
    assert (old != new) == bool(written - {AT_ONCE})
    assert needs_no_build(old, new) == (DEPLOY_ONLY in written and BUILD not in written)


@given(WRITES)
def test_what_was_deployed_by_then_is_said_for_the_last_write_only(writes: list[set[Effect]]) -> None:
    revision = after("dep-x", writes)
    said = written_after(revision, "dep-y")
    assert (newest_before(revision), newest_before(said)) == (None, "dep-y")
    assert newest_before(written_after(said, "")) == ""
    assert initial_deploy(said) == ""
    for written in ({BUILD}, {DEPLOY_ONLY}):
        assert next_revision(said, written) == next_revision(revision, written)
        assert needs_no_build(said, next_revision(said, written)) is (written == {DEPLOY_ONLY})


def test_without_a_known_deploy_there_is_a_build() -> None:
    assert not needs_no_build("", ".1")
