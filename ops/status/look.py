"""Look at everything at once, and put each trouble in its place."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime

from ops.accounts.matches import ROLES
from ops.background import begun
from ops.launch.conditions.world import World
from ops.status import addresses, answering, changes, database, drift, redis, services, site
from ops.status.drift import Drift
from ops.status.known import Known, known
from ops.status.model import Environment, Status
from ops.status.next_step import next_step
from ops.status.part import REFUSED, refusal, unsaid
from ops.status.sources import Sources

States = Callable[[str], Known]


def looked(world: World, states: States = known) -> Status:
    """The environments as they are now. An account that refuses is told in its parts, the rest is there.

    `states`: what the last update of a stack left.
    """
    return of(Sources(world, states))


def of(sources: Sources) -> Status:
    """The same from sources whose answers somebody else needs too."""
    world = sources.world
    at = datetime.fromtimestamp(world.now(), UTC)
    # What takes longest begins first.
    for stack in world.stacks:
        begun(sources.state, stack)
    looks = [_Looks(stack, sources) for stack in world.stacks]
    environments = tuple(each.environment() for each in looks)
    return Status(at=at, environments=environments, rehearsal=world.is_rehearsal)


class _Looks:
    """The looks at one environment, on their way."""

    def __init__(self, stack: str, sources: Sources) -> None:
        self._stack, self._sources = stack, sources
        self._site = begun(site.looked, stack, sources)
        self._services = {role: begun(services.looked, stack, role, sources) for role in ROLES}
        self._redis = begun(redis.looked, stack, sources)
        self._database = begun(database.looked, stack, sources)
        hosts = addresses.hosts_of(sources.settings(stack))
        self._hosts = [begun(addresses.looked, host, stack, sources) for host in hosts]
        self._answers = begun(answering.looked, stack, sources)
        self._drift: dict[str, Future[Drift]] = {
            **{role: begun(drift.of_service, stack, role, sources) for role in ROLES},
            "redis": begun(drift.of_redis, stack, sources),
            "frontend": begun(drift.of_site, stack, sources),
        }

    def environment(self) -> Environment:
        """Everything that was found."""
        stack, sources = self._stack, self._sources
        settings, hosts = sources.settings(stack), addresses.together(look.result() for look in self._hosts)
        api, answered = self._services["api"].result(), self._answers.result()
        shown, api = answering.with_answers(self._site.result(), api, hosts, answered, settings)
        worker, store, base = self._services["worker"].result(), self._redis.result(), self._database.result()
        own = (shown, api, worker, store, base)
        environment = Environment(
            stack=stack,
            branch=settings.branch,
            site=shown,
            api=api,
            worker=worker,
            redis=store,
            database=base,
            addresses=unsaid(hosts, own),
            changes=unsaid(changes.looked(stack, sources, self._drifted()), (*own, hosts)),
        )
        return replace(environment, next_step=next_step(environment))

    def _drifted(self) -> Iterator[Drift]:
        for part, look in self._drift.items():
            try:
                yield look.result()
            except REFUSED as error:
                yield Drift(uncompared=(part,), refused=refusal(error, self._stack, changes.WHAT))
