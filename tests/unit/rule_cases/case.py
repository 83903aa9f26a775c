"""One row of the tables: a rule, a change of the committed stack files, and what is said then."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Case(NamedTuple):
    """`change` maps `stack.key.key` to a value, or to REMOVED; `secrets` are values that the process knows.

    `lines` is everything that is said besides what was said before; those of warnings begin with `warning: `,
    those of what is acknowledged with `note: `.
    """

    rule: str
    change: dict[str, Any]
    lines: list[str]
    secrets: Mapping[str, dict[str, str]] = MappingProxyType({})


REMOVED = object()
OFFICE: dict[str, Any] = {"cidr": "203.0.113.0/24", "description": "office"}
OPEN: dict[str, Any] = {"cidr": "0.0.0.0/0", "description": "everybody"}
WIDE: dict[str, Any] = {"cidr": "64.0.0.0/2", "description": "somebody"}
VISITORS = {"deploymentType": "all_deployments", "passwordSecret": "SITE_PASSWORD"}
ADA: dict[str, Any] = {"username": "ada", "passwordSecret": "ADA_PASSWORD"}
CLUSTER: dict[str, Any] = {
    "adopt": True,
    "providerName": "AWS",
    "regionName": "EU_CENTRAL_1",
    "instanceSize": "M10",
}
BACKUP: dict[str, Any] = {"everyHours": 6, "keepHourlyDays": 2, "keepDailyDays": 7}
FRANKFURT: list[dict[str, Any]] = [
    {"cidr": "74.220.51.0/24", "description": "Render Frankfurt"},
    {"cidr": "74.220.59.0/24", "description": "Render Frankfurt"},
]
OREGON: dict[str, Any] = {"cidr": "74.220.48.0/24", "description": "Render Oregon"}
OWN_REDIS: dict[str, Any] = {
    "mode": "dedicated",
    "name": "bondigoo-redis-staging",
    "plan": "starter",
    "connection": "external",
    "allow": FRANKFURT,
}
# A stack with a Redis of its own has nothing to acknowledge about it.
STAGINGS_REDIS: dict[str, Any] = {"staging.redis": OWN_REDIS, "staging.acknowledge.sharedRedis": REMOVED}
DEVS_REDIS: dict[str, Any] = {
    "dev.redis": {**OWN_REDIS, "name": "bondigoo-redis-dev"},
    "dev.acknowledge.sharedRedis": REMOVED,
}
