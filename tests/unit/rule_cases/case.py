"""One row of the tables: a rule, a change of the committed stack files, and what is said then."""

from typing import Any, NamedTuple


class Case(NamedTuple):
    """`change` maps `stack.key.key` to a value, or to REMOVED; `lines` of warnings begin with `warning: `."""

    rule: str
    change: dict[str, Any]
    lines: list[str]


REMOVED = object()
OFFICE: dict[str, Any] = {"cidr": "203.0.113.0/24", "description": "office"}
OPEN: dict[str, Any] = {"cidr": "0.0.0.0/0", "description": "everybody"}
WIDE: dict[str, Any] = {"cidr": "64.0.0.0/2", "description": "somebody"}
ADA: dict[str, Any] = {"username": "ada", "passwordSecret": "ADA_PASSWORD"}
CLUSTER: dict[str, Any] = {
    "adopt": True,
    "providerName": "AWS",
    "regionName": "EU_CENTRAL_1",
    "instanceSize": "M10",
}
BACKUP: dict[str, Any] = {"everyHours": 6, "keepHourlyDays": 2, "keepDailyDays": 7}
OWN_REDIS: dict[str, Any] = {"mode": "dedicated", "name": "bondigoo-redis-staging", "plan": "starter"}
