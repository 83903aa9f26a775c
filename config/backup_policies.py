"""The backup policies of an Atlas cluster: those that a stack file states, beside those that are there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.settings import BackupSchedule

_DAYS = {"days": 1, "weeks": 7}
_AT_MOST = {**_DAYS, "months": 31, "years": 366}
_RARER = ("daily", "weekly", "monthly", "yearly")


@dataclass(frozen=True)
class Policy:
    """A snapshot each `interval` hours or days, kept for `value` units (days, weeks, months, years)."""

    interval: int
    unit: str
    value: int

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> "Policy":
        """One of a cluster's policy items, by Atlas' names."""
        return cls(int(item["frequencyInterval"]), item["retentionUnit"], int(item["retentionValue"]))

    @property
    def days(self) -> int | None:
        """How many days a snapshot is kept; None for months and years, which are not always as long."""
        return self.value * _DAYS[self.unit] if self.unit in _DAYS else None

    def in_words(self, frequency: str) -> str:
        """For a person, such as "each 6 hours, kept 2 days"."""
        # Of the others the interval is a day of the week or month.
        each = f"each {self.interval} hours" if frequency == "hourly" else frequency
        return f"{each}, kept {self.value} {self.unit}"


def stated(backup: BackupSchedule) -> dict[str, Policy]:
    """The policies that a stack file states, by how often."""
    return {
        "hourly": Policy(backup.every_hours, "days", backup.keep_hourly_days),
        "daily": Policy(1, "days", backup.keep_daily_days),
    }


def replaced(backup: BackupSchedule, there: Mapping[str, Sequence[Policy]]) -> dict[str, Policy]:
    """Those of a cluster's policies, by how often, that the stack file's would take the place of."""
    wanted = stated(backup)
    return {
        frequency: policy
        for frequency, asked in wanted.items()
        for policy in there.get(frequency, ())
        if (policy.interval, policy.days) != (asked.interval, asked.days)
    }


def refused(backup: BackupSchedule, there: Mapping[str, Sequence[Policy]]) -> Iterator[str]:
    """What Atlas takes no schedule with, beside the policies that stay: rarer snapshots kept for less.

    Source: `retentionValue` of a policy item in Atlas' API. Not told where months leave it open.
    """
    kept = {**there, **{frequency: [policy] for frequency, policy in stated(backup).items()}}
    for frequency, policy in stated(backup).items():
        for other in _RARER if frequency == "hourly" else _RARER[1:]:
            for found in kept.get(other, ()):
                if policy.value > found.value * _AT_MOST[found.unit]:
                    yield f"{policy.in_words(frequency)}, but {found.in_words(other)}"
