"""Whether what customers write from the first day on can be brought back."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ops.doctor import backups
from ops.doctor.check import Check

if TYPE_CHECKING:
    from ops.launch.conditions.world import World


def checks(stack: str, world: "World") -> Iterator[Check]:
    """Backups are on, and a completed snapshot is younger than a day. Raises AccountError."""
    settings = world.stacks[stack]
    account, name = world.atlas(settings), settings.database.cluster
    cluster = account.cluster(name)
    if cluster is None:
        do = "correct `database.cluster` or `atlas.projectId`"
        yield Check("FAIL", stack, "backups", f"the cluster {name} is not there", do)
        return
    yield from backups.checks(stack, cluster, lambda: account.snapshots(name), world.now())
