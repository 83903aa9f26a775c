"""Names of what was written to a service last: how a deploy knows whether, and how, it has to follow.

`dep-x` is the deploy that brought what was there at first; `dep-x+2` came two writes later that need a build;
`dep-x+2.1` one more that the built commit can be started with. State holds these texts: their form stays.
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
    """The revision after writes that take effect so."""
    if BUILD in written:
        first, _, count = _built(revision).partition("+")
        return f"{first}+{int(count or 0) + 1}"
    if DEPLOY_ONLY in written:
        count = revision.removeprefix(_built(revision)).removeprefix(".")
        return f"{_built(revision)}.{int(count or 0) + 1}"
    return revision


def initial_deploy(revision: str) -> str:
    """The deploy that brought everything so far; "" once something was written since."""
    return "" if "+" in revision or "." in revision else revision


def needs_no_build(old: str, new: str) -> bool:
    """Whether all that was written between two revisions is effective without a build."""
    return old != new and bool(old) and _built(old) == _built(new)


def _built(revision: str) -> str:
    return revision.partition(".")[0]
