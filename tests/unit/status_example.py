"""A healthy `Status` of the frozen company, its costs and records, and the same with one part broken."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from config.derived import api_host, site_hosts
from config.parse import read_stack_files
from config.settings import DedicatedRedis, Settings
from ops.cost.model import Costs, Item, Price
from ops.dns.records import Wanted
from ops.doctor.check import Check
from ops.status.model import (
    Addresses,
    Changes,
    Database,
    Environment,
    Host,
    Redis,
    Release,
    Service,
    Site,
    Status,
)
from tests.companies import BONDIGOO

NOW = datetime(2026, 11, 27, 19, 30, tzinfo=UTC)
STACKS = read_stack_files(BONDIGOO)
COMMITS = {"prod": "3c1f9a2", "staging": "8b20d41", "dev": "e77c0b5"}


def healthy(stacks: dict[str, Settings] = STACKS) -> Status:
    """Everything runs, nothing waits."""
    return Status(at=NOW, environments=tuple(environment(stack, stacks) for stack in stacks))


def environment(stack: str, stacks: dict[str, Settings] = STACKS) -> Environment:
    """One of them."""
    settings = stacks[stack]
    release = Release(id="made-1", status="live", commit=COMMITS[stack], at=NOW - timedelta(hours=3))
    services: dict[str, Any] = {"plan": "starter", "instances": 1, "deploy": release, "suspended": False}
    on_cluster = [s for s, other in stacks.items() if other.database.host == settings.database.host]
    on_redis = [s for s, other in stacks.items() if other.redis.name == settings.redis.name]
    owner = next(s for s in on_redis if isinstance(stacks[s].redis, DedicatedRedis))
    return Environment(
        stack=stack,
        branch=settings.branch,
        site=Site(
            project=settings.frontend.project,
            url=settings.frontend_url,
            launched_by_file=settings.launched,
            launched=settings.launched,
            deployment=replace(release, status="READY"),
        ),
        api=Service(role="api", name=settings.api.name, url=settings.api_url, maintenance=False, **services),
        worker=Service(role="worker", name=settings.worker.name, **services),
        redis=Redis(
            name=settings.redis.name,
            owner=owner,
            shared_with=tuple(s for s in on_redis if s != stack),
            plan="starter",
            policy="noeviction",
        ),
        database=Database(
            cluster=settings.database.cluster,
            name=settings.database.name,
            shared_with=tuple(s for s in on_cluster if s != stack),
            tier="M10",
            has_backup=True,
            backup_at=NOW - timedelta(hours=5),
            refreshed_at=NOW - timedelta(days=12) if stack == "staging" else None,
        ),
        addresses=Addresses(
            hosts=tuple(
                Host(name=host, record="ok", certificate_until=NOW + timedelta(days=61))
                for host in (*site_hosts(settings), api_host(settings))
            )
        ),
        changes=Changes(),
    )


def broken(status: Status, stack: str, part: str, *checks: Check, **facts: Any) -> Status:
    """The same with checks, and other facts, of one part of one environment."""
    return replace(
        status,
        environments=tuple(
            replace(
                one,
                **{part: replace(getattr(one, part), checks=checks, **facts)},
                next_step=checks[0].do if checks else "",
            )
            if one.stack == stack
            else one
            for one in status.environments
        ),
    )


# Stack, part, what is found and what to do: one of each kind that the issue of this page names.
FAULTS = {
    "a failed deploy": ("staging", "api", "the deploy of 8b20d41 failed", "read its log at Render"),
    "a suspended service": ("dev", "worker", "is suspended", "resume it at Render"),
    "a missing domain": ("staging", "addresses", "staging.bondigoo.ch has no record", "`ops dns` shows it"),
    "a drifted variable": ("prod", "changes", "api.env.LOG_LEVEL was changed by hand", "`pulumi up`"),
    "an evicting Redis": ("prod", "redis", "evicts jobs: allkeys-lru", "set noeviction at Render"),
    "no backup": ("prod", "database", "no snapshot is complete", "turn backups on at Atlas"),
    "an expired token": ("dev", "site", "Vercel: 403 for this token", "make a new one"),
}


def with_fault(name: str) -> Status:
    """The healthy status with one of FAULTS."""
    stack, part, found, do = FAULTS[name]
    return broken(healthy(), stack, part, Check("FAIL", stack, part, found, do))


def all_broken() -> Status:
    """Each fault at once in its place, and what cannot be looked at and what is to know besides."""
    status = healthy()
    for stack, part, found, do in FAULTS.values():
        status = broken(status, stack, part, Check("FAIL", stack, part, found, do))
    refused = Check("doubt", "dev", "api", "Render answered 401 to GET /services", "set RENDER_API_KEY")
    status = broken(status, "dev", "api", refused)
    return broken(status, "dev", "changes", Check("note", "dev", "changes", "is frozen", "take it away"))


def costs() -> Costs:
    """What the frozen company pays: one price is not confirmed, one old, one unknown."""

    def price(usd: int, seen: date = date(2026, 9, 1), sure: bool = True) -> Price:
        return Price(usd=Decimal(usd), as_of=seen, source="render.com/pricing", sure=sure)

    def services(stack: str) -> tuple[Item, ...]:
        settings = STACKS[stack]
        return (
            Item(what="API", name=settings.api.name, plan="starter", price=price(7)),
            Item(what="worker", name=settings.worker.name, plan="starter", price=price(7)),
        )

    prod = (
        Item(what="Redis", name="bondigoo-redis-prod", plan="starter", price=price(10, sure=False)),
        Item(what="Database", name="bondigoo-prod-cluster", plan="M10", price=price(60, date(2026, 1, 1))),
    )
    return Costs(
        items={
            "prod": (*services("prod"), *prod),
            "staging": (
                *services("staging"),
                Item(what="Database", name="coaching-platform-dev", plan="M2", remark="no price is known"),
            ),
            "dev": services("dev"),
        },
        by_use=("Render bandwidth and build minutes", "Atlas backup storage", "Vercel bandwidth"),
    )


def launch() -> list[Check]:
    """Some lines of `ops launch check`."""
    return [
        Check("ok", "prod", "Stripe", "STRIPE_SECRET_KEY is of its kind"),
        Check("note", "prod", "webhook", "nobody here can tell where Stripe sends events", "look there"),
        Check("FAIL", "prod", "rehearsal", "the launch was not rehearsed with these files", "`make up`"),
    ]


def records() -> list[Wanted]:
    """The rows of DNS; one leads to what is not there yet."""
    return [
        Wanted("prod", "www.bondigoo.ch", "CNAME", "cname.vercel-dns.com", "the Vercel project p"),
        Wanted("prod", "api.bondigoo.ch", "CNAME", "bondigoo-api-prod.onrender.com", "the Render service a"),
        Wanted("staging", "api.staging.bondigoo.ch", "CNAME", None, "the Render service b"),
    ]
