"""Names of what was written to a service last: how a deploy knows whether, and how, it has to follow.

`dep-x` is the deploy that the create started; `dep-x+2` came two writes later that need a build;
`dep-x+2.1` one more that the built commit can be started with. State holds these texts: their form stays.
"""

from collections.abc import Collection

# What takes effect without a deploy.
APPLIED_AT_ONCE = frozenset(
    {
        "name",
        "auto_deploy_trigger",
        "build_filter",
        "environment_id",
        "maintenance_mode",
        "num_instances",
        "previews",
        "render_subdomain_policy",
    }
)
# What the built commit can be started with, so that `deployMode: deploy_only` does; render-mcp-server#23.
WITHOUT_BUILD = frozenset({"plan", "max_shutdown_delay_seconds"})


def next_revision(revision: str, settings: Collection[str], variables: bool) -> str:
    """The revision after these settings, and variables or none, were written."""
    waiting = set(settings) - APPLIED_AT_ONCE
    if variables or waiting - WITHOUT_BUILD:
        first, _, count = _built(revision).partition("+")
        return f"{first}+{int(count or 0) + 1}"
    if waiting:
        count = revision.removeprefix(_built(revision)).removeprefix(".")
        return f"{_built(revision)}.{int(count or 0) + 1}"
    return revision


def initial_deploy(revision: str) -> str:
    """The deploy that the service's create started; "" once something was written since."""
    return "" if "+" in revision or "." in revision else revision


def needs_no_build(old: str, new: str) -> bool:
    """Whether all that was written between two revisions is effective without a build."""
    return old != new and bool(old) and _built(old) == _built(new)


def _built(revision: str) -> str:
    return revision.partition(".")[0]
