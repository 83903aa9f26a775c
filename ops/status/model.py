"""Three environments as they are now: each part with its facts, and what is wrong in its place.

None as a fact: nobody knows, because it is not there or its account does not answer; a check says which.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ops.doctor.check import Check, State

# The parts of an environment, in the order in which they are shown.
PARTS = ("site", "api", "worker", "redis", "database", "addresses", "changes")
# Of several, the gravest counts.
_GRAVITY: tuple[State, ...] = ("ok", "note", "doubt", "FAIL")


def gravest(states: Iterable[State]) -> State:
    """The gravest of several, ok of none."""
    return max(states, key=_GRAVITY.index, default="ok")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of an environment.

    `checks`: what is to correct (FAIL), cannot be looked at (doubt) or is to know (note) about this part.
    """

    checks: tuple[Check, ...] = ()

    @property
    def state(self) -> State:
        """The gravest of its checks, ok without one."""
        return gravest(check.state for check in self.checks)


@dataclass(frozen=True, kw_only=True)
class Release:
    """A deploy of Render or a deployment of Vercel. `status`: the vendor's word. `at`: when it was made."""

    id: str
    status: str
    commit: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Site(Part):
    """The front end. `launched`: whether the page that answers was built with the gate open, if it says so.

    `launched_by_file`: the same in the stack file.
    """

    project: str
    url: str
    launched_by_file: bool
    launched: bool | None = None
    deployment: Release | None = None


@dataclass(frozen=True, kw_only=True)
class Service(Part):
    """API or worker at Render. `deploy`: the newest one. `url`: of the API."""

    role: Literal["api", "worker"]
    name: str
    url: str | None = None
    plan: str | None = None
    instances: int | None = None
    deploy: Release | None = None
    suspended: bool | None = None
    maintenance: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Redis(Part):
    """The Key Value that an environment uses. `owner`: the stack that makes it, None for nobody's here."""

    name: str
    owner: str | None
    shared_with: tuple[str, ...] = ()
    plan: str | None = None
    policy: str | None = None


@dataclass(frozen=True, kw_only=True)
class Database(Part):
    """A database on a cluster of Atlas. `shared_with`: stacks whose database is on the same cluster.

    `tier`: `M10`, `FLEX` …; `has_backup`: whether there is a completed snapshot, `backup_at`: the newest;
    `refreshed_at`: when people's data came from production last.
    """

    cluster: str
    name: str
    shared_with: tuple[str, ...] = ()
    tier: str | None = None
    has_backup: bool | None = None
    backup_at: datetime | None = None
    refreshed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Host:
    """A public host. `record`: the verdict of `ops dns` (`ok`, `missing`, `wrong`, `not asked` …)."""

    name: str
    record: str | None = None
    certificate_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Addresses(Part):
    """DNS and certificates of every host."""

    hosts: tuple[Host, ...]


@dataclass(frozen=True, kw_only=True)
class Changes(Part):
    """What differs from the last update, and what waits. Paths such as `api.env.LOG_LEVEL`, never a value.

    `drift`: somebody has changed these since. `uncompared`: what could not be compared, in words. `waiting`:
    written, and not deployed while `freeze` is on. `operations`: those that stand half done, each with what
    leads on; None of either: it cannot be looked at.
    """

    frozen: bool = False
    drift: tuple[str, ...] = ()
    uncompared: tuple[str, ...] = ()
    waiting: tuple[str, ...] | None = ()
    operations: tuple[str, ...] | None = ()


@dataclass(frozen=True, kw_only=True)
class Environment:
    """One environment. `next_step`: what a person does now, "" for nothing."""

    stack: str
    branch: str
    site: Site
    api: Service
    worker: Service
    redis: Redis
    database: Database
    addresses: Addresses
    changes: Changes
    next_step: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part."""
        return tuple(getattr(self, name) for name in PARTS)

    @property
    def state(self) -> State:
        """The gravest of its parts."""
        return gravest(part.state for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class Status:
    """All of them, `at` one moment (UTC). `rehearsal`: of the sandbox."""

    at: datetime
    environments: tuple[Environment, ...] = field(default=())
    rehearsal: bool = False

    @property
    def state(self) -> State:
        """The gravest of the environments."""
        return gravest(each.state for each in self.environments)
