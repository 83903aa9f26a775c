"""Nobody works on an environment's queues: services suspended, queues paused, no job active. And back."""

import time
from collections import Counter
from collections.abc import Mapping

from redis import Redis

from config.settings import Settings
from ops.accounts.matches import ROLES, Role, of_role
from ops.commands import InputError
from ops.operation.journal import Journal
from ops.operation.phases import tell
from ops.redis import services
from ops.redis.instances import Instance
from ops.redis.keys import QueueName, Scope
from ops.redis.values import pipelined
from render.client import RenderClient
from render.wire import Service

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
    standing = _noted(client, settings, journal)
    services.suspend(client, standing["api"])
    queues, names = place.queues(), place.queue_names(scope)
    if journal.facts.get("paused") is None:
        journal.note(paused=[[name.prefix, name.name] for name in queues.paused(names)])
    queues.pause(names)
    _await_idle(place, names, wait, works=not standing["worker"].is_suspended)
    services.suspend(client, standing["worker"])
    # What it had begun in the moment before the pause it has ended, or given back, by now.
    _await_idle(place, place.queue_names(scope), wait, works=False)


def hold_services(client: RenderClient, settings: Settings, journal: Journal) -> None:
    """The same without a look at any queue: a job that is active is cut off, and BullMQ begins it again."""
    for one in _noted(client, settings, journal).values():
        services.suspend(client, one)


def _noted(client: RenderClient, settings: Settings, journal: Journal) -> Mapping[Role, Service]:
    """API and worker, whose state is noted unless a hold that was cut off has."""
    standing = services.standing(client, settings)
    if journal.facts.get("suspended") is None:
        journal.note(suspended=[role for role in ROLES if standing[role].is_suspended])
    journal.note(newest=None)
    return standing


def release(
    client: RenderClient, settings: Settings, place: Instance, scope: Scope, journal: Journal
) -> None:
    """Let queues and services go on as before the hold, and wait until the services' deploys are live."""
    resume_queues(place, scope, journal)
    release_services(client, settings, journal)


def resume_queues(place: Instance, scope: Scope, journal: Journal) -> None:
    """Let the queues go on that were not paused before the hold."""
    paused = {QueueName(prefix, name) for prefix, name in journal.facts.get("paused") or []}
    place.queues().resume([name for name in place.queue_names(scope) if name not in paused])


def release_services(client: RenderClient, settings: Settings, journal: Journal) -> None:
    """Let the services go on as before the hold, and wait until their deploys are live."""
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


def _await_idle(place: Instance, names: list[QueueName], wait: float, *, works: bool) -> None:
    """`works`: whether a worker may be at work, which gives back what an earlier one was cut off from."""
    deadline, redis, said = time.monotonic() + wait, place.redis(), ""
    while busy := _active(redis, names, locked=not works):
        if time.monotonic() >= deadline:
            if busy := _active(redis, names, locked=True):
                raise BusyError(
                    f"{', '.join(busy)}: jobs are still active after {wait:.0f} s; let them end, or look why "
                    "they do not, then run again (--wait gives them longer)"
                )
            break
        if said != (said := ", ".join(busy)):
            tell(f"waiting for active jobs: {said}")
        time.sleep(_PAUSE)
    if cut_off := _active(redis, names, locked=False):
        tell(f"{', '.join(cut_off)}: active, and no worker is at them; BullMQ begins them again, as stalled")


def _active(redis: Redis, names: list[QueueName], *, locked: bool) -> list[str]:
    """Each queue with active jobs, and how many; `locked`: only of those which a worker says that it is at.

    A worker renews its lock on a job every 15 s; it is gone 30 s after a worker's end.
    """
    ids = pipelined(redis, [f"{name}:active".encode() for name in names], lambda p, key: p.lrange(key, 0, -1))
    jobs = [
        (name, f"{name}:{i.decode()}:lock".encode()) for name, of in zip(names, ids, strict=True) for i in of
    ]
    held = pipelined(redis, [lock for _, lock in jobs], lambda p, key: p.exists(key))
    count = Counter(name.name for (name, _), is_held in zip(jobs, held, strict=True) if is_held or not locked)
    return [f"{name} ({number})" for name, number in count.items()]
