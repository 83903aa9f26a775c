"""What an environment consists of, and what it takes from another: from the settings, as components do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from config import places
from config.derived import api_host, site_host
from config.settings import DedicatedRedis, OwnProject, Settings

Kind = Literal["site", "api", "worker", "redis", "database"]
Key = tuple[str, Kind]
"""A part: the stack that it belongs to, and which of its parts it is."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One box. `stack`: where it is drawn; `users`: the stacks that use it; `details`: a line each.

    `made_here`: whether a stack makes it, or knows it by its name only.
    """

    stack: str
    kind: Kind
    name: str
    details: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    made_here: bool = True

    @property
    def key(self) -> Key:
        """The part's own key."""
        return (self.stack, self.kind)


@dataclass(frozen=True)
class Edge:
    """A line from what uses to what is used; between two environments it is shared."""

    source: Key
    target: Key

    @property
    def shared(self) -> bool:
        """Whether it leads into another environment."""
        return self.source[0] != self.target[0]


@dataclass(frozen=True)
class Cluster:
    """A cluster of Atlas and the databases on it, each once."""

    name: str
    databases: tuple[Part, ...]

    @property
    def stacks(self) -> tuple[str, ...]:
        """Whose databases are on it."""
        return tuple(stack for database in self.databases for stack in database.users)


@dataclass(frozen=True)
class Picture:
    """`columns`: stack -> its branch; whoever shares a cluster stands side by side."""

    columns: Mapping[str, str]
    parts: tuple[Part, ...]
    clusters: tuple[Cluster, ...]
    edges: tuple[Edge, ...]

    def used_by(self, stack: str, kind: Kind) -> Part:
        """The part of this kind that a stack uses, its own or another's."""
        return next(part for part in self.parts if part.kind == kind and stack in part.users)


def picture_of(stacks: Mapping[str, Settings]) -> Picture:
    """The parts and lines of these environments."""
    clusters = tuple(_clusters(stacks))
    columns = {stack: stacks[stack].branch for cluster in clusters for stack in cluster.stacks}
    services = [part for stack in columns for part in _services(stack, stacks[stack])]
    databases = [database for cluster in clusters for database in cluster.databases]
    parts = (*services, *_redis(stacks), *databases)
    return Picture(columns, parts, clusters, tuple(_edges(stacks, columns, parts)))


def _services(stack: str, settings: Settings) -> Iterator[Part]:
    site, api, worker = settings.frontend, settings.api, settings.worker
    own = isinstance(site, OwnProject)
    where = f"Vercel project {site.project}" if own else f"a branch of {site.project}"
    yield Part(stack=stack, kind="site", name=site_host(settings), details=(where,), users=(stack,))
    yield Part(stack=stack, kind="api", name=api_host(settings), details=(api.name,), users=(stack,))
    yield Part(stack=stack, kind="worker", name=worker.name, users=(stack,))


def _redis(stacks: Mapping[str, Settings]) -> Iterator[Part]:
    """Each instance once, at the stack that makes it; one that none makes at the first that uses it."""
    for (_, name), users in _grouped({stack: places.redis(s) for stack, s in stacks.items()}).items():
        makers = [user for user in users if isinstance(stacks[user].redis, DedicatedRedis)]
        home = (makers or users)[0]
        redis = stacks[home].redis
        details = (f"plan {redis.plan}" if isinstance(redis, DedicatedRedis) else "made by no stack here",)
        yield Part(stack=home, kind="redis", name=name, details=details, users=users, made_here=bool(makers))


def _clusters(stacks: Mapping[str, Settings]) -> Iterator[Cluster]:
    clusters = {stack: places.cluster(s) for stack, s in stacks.items()}
    for (_, cluster), group in _grouped(clusters).items():
        names = _grouped({stack: (stacks[stack].database.name,) for stack in group})
        yield Cluster(
            cluster,
            tuple(
                Part(stack=users[0], kind="database", name=name, users=users)
                for (name,), users in names.items()
            ),
        )


def _grouped(of_stack: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Each thing -> the stacks that have it."""
    things = dict.fromkeys(of_stack.values())
    return {thing: tuple(s for s, its in of_stack.items() if its == thing) for thing in things}


def _edges(
    stacks: Mapping[str, Settings], columns: Mapping[str, str], parts: Sequence[Part]
) -> Iterator[Edge]:
    used = {(user, part.kind): part.key for part in parts for user in part.users}
    owners = {
        places.site_project(s): stack for stack, s in stacks.items() if isinstance(s.frontend, OwnProject)
    }
    for stack in columns:
        owner = owners.get(places.site_project(stacks[stack]), stack)
        if owner != stack:
            yield Edge((stack, "site"), (owner, "site"))
        yield Edge((stack, "site"), (stack, "api"))
        for role in ("api", "worker"):
            yield Edge((stack, role), used[stack, "redis"])
            yield Edge((stack, role), used[stack, "database"])
