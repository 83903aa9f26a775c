"""A status as people read it in a terminal, and as a script does."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ops.doctor.check import line, merged
from ops.status.model import PARTS, Environment, Host, Release, Service, Status
from ops.status.times import aged, yes
from ops.terminal import folded, table

Row = tuple[str, Callable[[Environment], str]]
Told = Callable[[Release | None], str]
_NONE = "-"
# Where the stack stands in the lines of the next steps.
_UNDER = len("next in ")


def as_json(status: Status) -> str:
    """Everything, with the state of each part and of all of it. Times: ISO 8601, UTC."""
    return json.dumps(plain(status), indent=2)


def plain(status: Status) -> dict[str, Any]:
    """The same as plain values."""
    environments = []
    for environment in status.environments:
        row = {**asdict(environment), "state": environment.state}
        for name in PARTS:
            row[name]["state"] = getattr(environment, name).state
        environments.append(row)
    found = {**asdict(status), "state": status.state, "environments": environments}
    return dict(json.loads(json.dumps(found, default=datetime.isoformat)))


def as_table(status: Status) -> str:
    """The environments side by side, then what is to correct or to know, then the next steps."""
    head = ["", *(environment.stack for environment in status.environments)]
    rows = [
        [[title, *(say(environment) for environment in status.environments)] for title, say in group]
        for group in _groups(status.at)
    ]
    found = [check for each in status.environments for part in each.parts for check in part.checks]
    steps = [
        folded(f"next in {each.stack}: {each.next_step}", _UNDER)
        for each in status.environments
        if each.next_step
    ]
    blocks = [table(head, rows), "\n".join(map(line, merged(found))), "\n".join(steps)]
    return "\n\n".join(block for block in blocks if block)


def _groups(at: datetime) -> Iterator[Sequence[Row]]:
    def age(moment: datetime | None) -> str:
        return aged(moment, at) if moment else _NONE

    def of(release: Release | None) -> str:
        if release is None:
            return _NONE
        return ", ".join(filter(None, (release.status, (release.commit or "")[:7], age(release.at))))

    yield (
        ("site", lambda e: e.site.state),
        ("  host", lambda e: e.site.url.removeprefix("https://")),
        ("  project", lambda e: e.site.project),
        ("  launched", lambda e: yes(e.site.launched)),
        ("  served", lambda e: of(e.site.deployment)),
    )
    yield _service("API", lambda e: e.api, of)
    yield _service("worker", lambda e: e.worker, of)
    yield (
        ("Redis", lambda e: e.redis.state),
        ("  name", lambda e: e.redis.name),
        ("  whose", _whose),
        ("  plan", lambda e: ", ".join(filter(None, (e.redis.plan, e.redis.policy))) or _NONE),
    )
    yield (
        ("database", lambda e: e.database.state),
        ("  name", lambda e: e.database.name),
        ("  cluster", lambda e: e.database.cluster),
        ("  tier", lambda e: e.database.tier or _NONE),
        ("  with", lambda e: ", ".join(e.database.shared_with) or "nobody"),
        ("  backup", lambda e: "none" if e.database.has_backup is False else age(e.database.backup_at)),
        ("  refreshed", lambda e: age(e.database.refreshed_at)),
    )
    yield (
        ("addresses", lambda e: e.addresses.state),
        ("  DNS", lambda e: _of_hosts(e.addresses.hosts, lambda host: host.record)),
        ("  certificate", lambda e: _of_hosts(e.addresses.hosts, lambda host: _until(at, host))),
    )
    yield (
        ("changes", lambda e: e.changes.state),
        ("  branch", lambda e: e.branch),
        ("  drift", _drift),
        ("  frozen", lambda e: "yes" if e.changes.frozen else "no"),
    )


def _service(
    title: str, of: Callable[[Environment], Service], told: Callable[[Release | None], str]
) -> list[Row]:
    return [
        (title, lambda e: of(e).state),
        ("  name", lambda e: of(e).name),
        ("  plan", lambda e: _plan(of(e))),
        ("  deploy", lambda e: told(of(e).deploy)),
    ]


def _plan(service: Service) -> str:
    if service.suspended:
        return "suspended"
    times = f" x {service.instances}" if service.instances is not None else ""
    shut = ", in maintenance" if service.maintenance else ""
    return f"{service.plan}{times}{shut}" if service.plan else _NONE


def _whose(environment: Environment) -> str:
    redis = environment.redis
    if redis.owner == environment.stack:
        return f"own, {', '.join(redis.shared_with)} too" if redis.shared_with else "own"
    return f"of {redis.owner}" if redis.owner else "of nobody here"


def _drift(environment: Environment) -> str:
    changes = environment.changes
    return f"{len(changes.drift) or 'none'}{' known' if changes.uncompared else ''}"


def _of_hosts(hosts: Sequence[Host], fact: Callable[[Host], str | None]) -> str:
    """The one thing that is said of all hosts, else what is said of each."""
    said = dict.fromkeys(fact(host) or "unknown" for host in hosts)
    return ", ".join(said)


def _until(at: datetime, host: Host) -> str | None:
    if host.record == "not asked":
        return host.record
    until = host.certificate_until
    return f"for {(until - at).days} d" if until else None
