"""Nobody works on an environment's queues: services suspended, queues paused, no job active. And back."""

import time
from collections.abc import Mapping

from config.settings import Settings
from ops.accounts.matches import ROLES, of_role
from ops.commands import InputError
from ops.operation.journal import Journal
from ops.operation.phases import tell
from ops.redis import services
from ops.redis.instances import Instance
from ops.redis.keys import QueueName, Scope
from render.client import RenderClient

_PAUSE = 0.2


class BusyError(InputError):
    """A job is still active when the patience is over."""


def hold(
    client: RenderClient, settings: Settings, place: Instance, scope: Scope, journal: Journal, wait: float
) -> None:
    """Suspend the API, pause the queues in `place`, await active jobs for `wait` seconds, suspend the worker.

    What stood still before is noted first, under `suspended` and `paused`, and stays so in the end. Raises
    BusyError, which says which queue.
    """
    standing = services.standing(client, settings)
    if journal.facts.get("suspended") is None:
        journal.note(suspended=[role for role in ROLES if standing[role].is_suspended])
    journal.note(newest=None)
    services.suspend(client, standing["api"])
    queues, names = place.queues(), place.queue_names(scope)
    if journal.facts.get("paused") is None:
        journal.note(paused=[[name.prefix, name.name] for name in queues.paused(names)])
    queues.pause(names)
    _await_idle(place, names, wait)
    services.suspend(client, standing["worker"])
    # What it had begun in the moment before the pause it has ended, or given back, by now.
    _await_idle(place, place.queue_names(scope), wait)


def release(
    client: RenderClient, settings: Settings, place: Instance, scope: Scope, journal: Journal
) -> None:
    """Let queues and services go on as before the hold, and wait until the services' deploys are live."""
    paused = {QueueName(prefix, name) for prefix, name in journal.facts.get("paused") or []}
    place.queues().resume([name for name in place.queue_names(scope) if name not in paused])
    standing = services.standing(client, settings)
    resumed = [role for role in ROLES if role not in (journal.facts.get("suspended") or [])]
    if not journal.facts.get("newest"):
        # Of one that runs already, after a kill, the newest deploy is the one to wait for.
        still = [role for role in resumed if standing[role].is_suspended]
        journal.note(newest={role: services.newest(client, standing[role]) for role in still})
    newest: Mapping[str, str] = journal.facts["newest"]
    # Both at once: visitors wait for the slower one only.
    for role in resumed:
        services.resume(client, standing[role])
    for role in resumed:
        tell(f"{standing[role].name}: waiting until it is live")
        timeout = float(of_role(settings, role).deploy_timeout_seconds)
        services.wait_until_live(client, standing[role], newest.get(role, ""), timeout)
    journal.note(newest=None)


def _await_idle(place: Instance, names: list[QueueName], wait: float) -> None:
    deadline, queues, said = time.monotonic() + wait, place.queues(), ""
    while busy := [f"{n.name} ({c['active']})" for n, c in queues.counts(names).items() if c["active"]]:
        if time.monotonic() >= deadline:
            raise BusyError(
                f"{', '.join(busy)}: jobs are still active after {wait:.0f} s; let them end, or look why "
                "they do not, then run again (--wait gives them longer)"
            )
        if said != (said := ", ".join(busy)):
            tell(f"waiting for active jobs: {said}")
        time.sleep(_PAUSE)
