"""What a refresh refuses before it begins, whatever its two ends hold: `plan` says it, `refresh` obeys it."""

from collections.abc import Mapping

from config.rules import errors
from config.settings import Settings
from config.stacks import PRODUCTION, STAGING, stack_file
from config.violations import SettingsError
from data.ends import Addresses
from ops.accounts import atlas
from ops.data.addresses import database_of, host_of
from ops.data.standstill import queues
from ops.launch.conditions.world import World
from ops.operation.phases import RefusedError, tell
from ops.redis.services import standing
from render.session import from_environment


def look(
    stacks: Mapping[str, Settings], ends: Addresses, environ: Mapping[str, str], *, keep_jobs: bool
) -> None:
    """Look at stack files, keys, and staging's services and Redis, and say what stands still there already.

    `ends` as the stack files know them. Raises InputError, RenderError, SettingsError. Only reads.
    """
    refuse_strangers(stacks, ends)
    if wrong := errors(stacks, World.here(environ).values):
        raise SettingsError(wrong)
    settings = stacks[STAGING]
    if settings.redis.mode == "shared" and not keep_jobs:
        raise RefusedError(
            f"{stack_file(STAGING)}: redis.mode: is shared, so the jobs of the old data lie beside those "
            "of others: `python -m ops redis move --stack staging` first, or --keep-jobs leaves them"
        )
    if not ends.archive:  # whose backup is itself
        atlas.connect(stacks[PRODUCTION].atlas.project_id, environ)
    client = from_environment(environ)
    still = [one.name for one in standing(client, settings).values() if one.is_suspended]
    if not keep_jobs:
        own = queues(client, stacks, environ)
        still += map(str, own.place.queues().paused(own.place.queue_names(own.scope)))
    if still:
        tell(
            f"{', '.join(still)}: stands still, and stays so in the end; where a refresh did it whose "
            "machine is lost, `python -m ops data recover --give-back` first"
        )


def refuse_strangers(stacks: Mapping[str, Settings], ends: Addresses) -> None:
    """Raise RefusedError unless the two ends are the databases that production's and staging's files name."""
    given = {PRODUCTION: ends.source, STAGING: ends.target}
    for stack, address in given.items():
        database = stacks[stack].database
        if address and (host_of(address), database_of(address)) != (database.host, database.name):
            raise RefusedError(
                f"{stack}: the address is not that of {database.name} at {database.host}, as "
                f"{stack_file(stack)} has it: {PRODUCTION} is read and {STAGING} is filled, nothing else"
            )
