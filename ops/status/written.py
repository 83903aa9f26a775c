"""`ops status --html`: the status, and what stands beside it on the page.

Costs and DNS records come from the same looks. Launch readiness is looked at by `ops launch check`'s own,
which ask again for much of it; no secret is fetched for it, and no Redis is connected to.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from config.stacks import PRODUCTION
from ops.background import begun
from ops.commands import InputError
from ops.cost.costs import costs
from ops.dns.records import Wanted
from ops.doctor.check import Check
from ops.launch.conditions.world import World
from ops.redact import Redactor
from ops.redacted import known_secrets
from ops.status.addresses import records
from ops.status.look import States, of
from ops.status.model import Status
from ops.status.once import LateError
from ops.status.page import page
from ops.status.page.links import opened_in
from ops.status.sources import Sources
from render.errors import RenderError
from toolchain.files import write_whole


def written(file: Path, world: World, states: States) -> Status:
    """Write the page to `file`, whole or not at all. Raises InputError when it cannot be written."""
    sources = Sources(world, states)
    launch = begun(_launch, sources)
    status = of(sources)
    tiers = {one.database.cluster: one.database.tier for one in status.environments if one.database.tier}
    text = page(
        status,
        world.stacks,
        [*launch.result(), *_of_redis(status, world)],
        costs(world.stacks, tiers),
        list(_records(sources)),
        opened_in(os.environ),
    )
    try:
        # A finding may quote what a vendor has said; what is printed goes through the same.
        write_whole(file, Redactor(known_secrets(Path(), os.environ))(text))
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror}; name another file") from None
    return status


def _launch(sources: Sources) -> list[Check]:
    """What a launch would wait for, where production is not launched yet."""
    if sources.settings(PRODUCTION).launched:
        return []
    try:
        return sources.launch(PRODUCTION)
    except LateError as late:
        return [Check("FAIL", PRODUCTION, "launch", str(late))]


def _of_redis(status: Status, world: World) -> list[Check]:
    """What the status has found of the Redis that a launch needs."""
    if world.stacks[PRODUCTION].launched:
        return []
    found = next(each.redis.checks for each in status.environments if each.stack == PRODUCTION)
    unknown = "keys of others in production's Redis and waiting updates were not looked at for this page"
    do = "`python -m ops launch check` looks at both"
    return [*found, Check("note", PRODUCTION, "launch", unknown, do)]


def _records(sources: Sources) -> Iterator[Wanted]:
    """The records to enter, of whichever environment its accounts tell them."""
    for stack in sources.world.stacks:
        with suppress(InputError, RenderError):
            yield from records(stack, sources)
