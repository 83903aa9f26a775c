"""What is there for a while only: entries of the access list and users that bring a `deleteAfterDate`.

MongoDB's API reference (Add Entries to Project IP Access List, Create One Database User): ISO 8601, at most
a week ahead. That it is gone to the second, and how a refusal is worded, is assumed.
"""

from datetime import datetime

from sandbox.atlas_api.wire import AtlasError, invalid
from sandbox.cloud import Cloud
from sandbox.http import Json

FURTHEST = 7 * 86400


def kept_until(cloud: Cloud, body: Json) -> Json:
    """What a body says of its end, beside its own words: `_until` in epoch seconds, {} for what stays.

    Raises 400 for a date that is none, has no zone, is over, or is more than a week ahead.
    """
    date = body.get("deleteAfterDate")
    if date is None:
        return {}
    try:
        until = datetime.fromisoformat(date)
    except (TypeError, ValueError):
        raise invalid("deleteAfterDate") from None
    if until.tzinfo is None:
        raise invalid("deleteAfterDate")
    if not 0 < until.timestamp() - cloud.now() <= FURTHEST:
        detail = "The deleteAfterDate must be in the future and at most one week ahead."
        raise AtlasError(400, "INVALID_DELETE_AFTER_DATE", detail, date)
    return {"_until": until.timestamp()}
