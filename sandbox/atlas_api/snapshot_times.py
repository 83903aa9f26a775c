"""When a backup schedule takes a snapshot, and how long it is kept: decided from the schedule and the time.

https://www.mongodb.com/docs/atlas/backup/cloud-backup/scheduling
"""

import calendar
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sandbox.http import Json

HOUR = 3600
DAYS = {"days": 1, "weeks": 7, "months": 31, "years": 366}
LAST_OF_MONTH = 40  # Atlas' own number for it


def due(schedule: Json, after: float, until: float) -> Iterator[tuple[float, Json]]:
    """Yield when a snapshot falls due after one epoch second and up to another, with its policy item.

    Of several items at the same time the one that is kept longest counts.
    """
    items = [item for policy in schedule["policies"] for item in policy["policyItems"]]
    start = datetime.fromtimestamp(after, UTC).replace(second=0, microsecond=0)
    moment = start.replace(minute=schedule["referenceMinuteOfHour"])
    while moment.timestamp() <= until:
        met = [item for item in items if _falls_on(item, moment, schedule["referenceHourOfDay"])]
        if met and moment.timestamp() > after:
            yield moment.timestamp(), max(met, key=kept_for)
        moment += timedelta(hours=1)


def kept_for(item: Json) -> float:
    """Return for how many seconds a policy item keeps its snapshots."""
    seconds: float = item["retentionValue"] * DAYS[item["retentionUnit"]] * 24 * HOUR
    return seconds


def _falls_on(item: Json, moment: datetime, hour: int) -> bool:
    interval: int = item["frequencyInterval"]
    last = calendar.monthrange(moment.year, moment.month)[1]
    match item["frequencyType"]:
        case "hourly":
            return (moment.hour - hour) % interval == 0
        case "weekly":
            day = moment.isoweekday() == interval
        case "monthly":
            day = moment.day == (last if interval == LAST_OF_MONTH else interval)
        case "yearly":
            day = (moment.month, moment.day) == (interval, 1)
        case _:
            day = True
    return day and moment.hour == hour
