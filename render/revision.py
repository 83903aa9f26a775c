"""Names of what was written to a service last: how a deploy knows whether, and how, it has to follow.

`dep-x` is the deploy that brought what was there at first; `dep-x+2` came two writes later that need a build;
`dep-x+2.1` one more that the built commit can be started with. `dep-x+2.1@dep-y`: all that was there when
`dep-y` was the newest deploy, so one that is newer brings it. State holds these texts: their form stays.
"""

from collections.abc import Collection
from enum import Enum


class Effect(Enum):
    """When something that was written to a service takes effect."""

    AT_ONCE = "at once, without a deploy"
    DEPLOY_ONLY = "with a deploy of what is built already"
    BUILD = "with a deploy that builds"


AT_ONCE, DEPLOY_ONLY, BUILD = Effect


def next_revision(revision: str, written: Collection[Effect]) -> str:
    """The revision after writes that take effect so, without what was deployed by then."""
    if BUILD in written:
        first, _, count = _built(revision).partition("+")
        return f"{first}+{int(count or 0) + 1}"
    if DEPLOY_ONLY in written:
        count = _written(revision).removeprefix(_built(revision)).removeprefix(".")
        return f"{_built(revision)}.{int(count or 0) + 1}"
    return revision


def written_after(revision: str, deploy: str) -> str:
    """The same, when `deploy` was the newest one by then; "" for none."""
    return f"{_written(revision)}@{deploy}"


def newest_before(revision: str) -> str | None:
    """The deploy that was the newest by then, "" for none; None where the revision does not say."""
    _, said, deploy = revision.partition("@")
    return deploy if said else None


def initial_deploy(revision: str) -> str:
    """The deploy that brought everything so far; "" once something was written since."""
    return "" if {"+", ".", "@"} & {*revision} else revision


def needs_no_build(old: str, new: str) -> bool:
    """Whether all that was written between two revisions is effective without a build."""
    return old != new and bool(old) and _built(old) == _built(new)


def _written(revision: str) -> str:
    return revision.partition("@")[0]


def _built(revision: str) -> str:
    return _written(revision).partition(".")[0]
