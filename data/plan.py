"""What a refresh would do, found out by reading the source as a refresh does and writing nothing."""

import secrets
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from time import monotonic

from data.ends import Addresses, open_beside, open_source
from data.errors import DataError
from data.job import Job
from data.policy.model import Policy
from data.progress import Progress
from data.reading import Read, read
from data.source.model import Source
from data.workers import Workers

# Seconds of a refresh for each second of the first reading, and of both readings (docs/data.md, "Scale").
_WHOLE, _TWICE = 3.6, 2.6
_WINDOW = 300.0


@dataclass(frozen=True)
class Plan:
    """`collections`: name, treatment, documents, bytes, paths by action. `unclassified`: with how often.

    `target_ready` is why a refresh would be refused by the target, None if it would not. Seconds are from how
    long the reading took just now.
    """

    collections: tuple[tuple[str, str, int, int, Mapping[str, int]], ...]
    unclassified: tuple[tuple[str, tuple[str, ...], str, int], ...]
    target_ready: str | None
    seconds_estimate: float
    window: str


def plan(addresses: Addresses, policy: Policy, workers: int, progress: Progress) -> Plan:
    """Read every document and look at the target. Raises Refused, Failed for what the source says."""
    running = Job("plan", policy, b"", secrets.token_bytes(32), "")
    with closing(open_source(addresses)) as source, Workers(workers) as pool:
        ready = _refusal(addresses, policy, source)
        began = monotonic()
        found = read(source, policy, running, pool, progress)
        seconds = monotonic() - began
    return Plan(
        _collections(found, policy),
        tuple((*place, count) for place, count in sorted(found.inventory.unclassified.items())),
        ready,
        _WHOLE * seconds,
        "" if addresses.archive else _window(_TWICE * seconds),
    )


def _collections(found: Read, policy: Policy) -> tuple[tuple[str, str, int, int, Mapping[str, int]], ...]:
    actions = found.inventory.actions(policy)
    return tuple(
        (
            one.name,
            policy.treatment(one.name) or "unclassified",
            found.inventory.documents[one.name],
            found.sizes[one.name],
            actions.get(one.name, {}),
        )
        for one in found.structure
    )


def _refusal(addresses: Addresses, policy: Policy, source: Source) -> str | None:
    try:
        open_beside(addresses, policy, source).close()
    except DataError as error:
        return str(error)
    return None


def _window(seconds: float) -> str:
    if seconds < _WINDOW / 2:
        return ""
    return (
        f"For about {seconds:.0f} s of that the source must hold its moment; by default it does for "
        f"{_WINDOW:.0f} (minSnapshotHistoryWindowInSeconds). Two ways out: a longer window, where one may "
        "set it, or a backup restored to a cluster of its own, or a mongodump archive of that, as the source."
    )
