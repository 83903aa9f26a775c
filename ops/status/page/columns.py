"""One environment's column: each part with its facts in words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from markupsafe import Markup

from config.stacks import STAGING
from ops.doctor.check import State
from ops.picture.words import listed, titled
from ops.status.model import Addresses, Changes, Database, Environment, Part, Redis, Release, Service, Site
from ops.status.times import UNKNOWN, ago, known, until, yes

Opened = Callable[[str], str]


@dataclass(frozen=True)
class Fact:
    """A line of a part. `href`: where it leads, "" for nowhere; `long`: the name has a line of its own."""

    name: str
    value: str
    href: str = ""
    long: bool = False


@dataclass(frozen=True)
class Place:
    """A part under its title, `id` within the page."""

    id: str
    title: str
    part: Part
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Column:
    """An environment from top to bottom."""

    environment: Environment
    title: str
    state: State
    places: tuple[Place, ...]


def columns(environments: Iterable[Environment], now: datetime, opened: Opened) -> list[Column]:
    """A column for each environment."""
    return [
        Column(one, titled(one.stack), one.state, tuple(_places(one, now, opened))) for one in environments
    ]


def _places(one: Environment, now: datetime, opened: Opened) -> Iterator[Place]:
    facts = {
        "Site": (one.site, _site(one.site, now, opened)),
        "API": (one.api, _service(one.api, now, opened)),
        "Worker": (one.worker, _service(one.worker, now, opened)),
        "Redis": (one.redis, _redis(one.redis, one.stack)),
        "Database": (one.database, _database(one.database, one.stack, now)),
        "DNS and certificates": (one.addresses, _addresses(one.addresses, now)),
        "Since the last update": (one.changes, _changes(one.changes)),
    }
    for title, (part, found) in facts.items():
        yield Place(f"{one.stack}-{title.split()[0].lower()}", title, part, tuple(found))


def _link(url: str, opened: Opened) -> Fact:
    return Fact("Address", urlsplit(url).hostname or url, opened(url))


def _release(release: Release | None, now: datetime) -> Iterator[Fact]:
    deployed = Markup("{}, {}").format(release.status, ago(release.at, now)) if release else UNKNOWN
    yield Fact("Deployed", deployed)
    yield Fact("Commit", known(release.commit)[:7] if release else UNKNOWN)


def seen(launched: bool) -> str:
    """What a site shows with the gate open or shut."""
    return "the application" if launched else "the pre-launch page"


def _site(site: Site, now: datetime, opened: Opened) -> Iterator[Fact]:
    yield _link(site.url, opened)
    yield Fact("Visitors see", UNKNOWN if site.launched is None else seen(site.launched))
    yield Fact("By its file", seen(site.launched_by_file))
    yield from _release(site.deployment, now)
    yield Fact("Vercel project", site.project)


def _service(service: Service, now: datetime, opened: Opened) -> Iterator[Fact]:
    if service.url:
        yield _link(service.url, opened)
    yield Fact("At Render", service.name)
    yield from _release(service.deploy, now)
    yield Fact("Plan", known(service.plan))
    yield Fact("Instances", known(service.instances))
    yield Fact("Suspended", yes(service.suspended))
    if service.role == "api":
        yield Fact("Maintenance", yes(service.maintenance))


def _redis(redis: Redis, stack: str) -> Iterator[Fact]:
    own = redis.owner == stack
    yield Fact("Name", redis.name)
    owner = f"{titled(redis.owner)}'s" if redis.owner else "nobody's here"
    yield Fact("Whose", "its own" if own else owner)
    yield Fact("Shared with", listed(redis.shared_with) if redis.shared_with else "nobody")
    yield Fact("Plan", known(redis.plan))
    yield Fact("When full", known(redis.policy))


def _database(database: Database, stack: str, now: datetime) -> Iterator[Fact]:
    yield Fact("Name", database.name)
    yield Fact("Cluster", database.cluster)
    yield Fact("Shared with", listed(database.shared_with) if database.shared_with else "nobody")
    yield Fact("Tier", known(database.tier))
    none = database.has_backup is False
    yield Fact("Newest backup", "none" if none else ago(database.backup_at, now))
    if stack == STAGING:
        # People's data comes from production to no other environment.
        yield Fact("Last refresh", ago(database.refreshed_at, now))


def _addresses(addresses: Addresses, now: datetime) -> Iterator[Fact]:
    for host in addresses.hosts:
        valid = until(host.certificate_until, now)
        told = Markup("record {}, certificate {}").format(known(host.record), valid)
        yield Fact(host.name, told, long=True)


def _changes(changes: Changes) -> Iterator[Fact]:
    none_known = changes.uncompared and not changes.drift
    yield Fact("Frozen", "yes: nothing is deployed" if changes.frozen else "no")
    yield Fact("Changed by hand", _all(changes.drift) + (" known" if none_known else ""))
    if changes.uncompared:
        yield Fact("Not compared", _all(changes.uncompared))
    yield Fact("Waits to deploy", _all(changes.waiting))
    yield Fact("Stands half done", _all(changes.operations))


def _all(names: Sequence[str] | None) -> str:
    return UNKNOWN if names is None else ", ".join(names) or "nothing"
