"""What the last seed left in a database, kept beside its marker: whoever seeds it compares with the same."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from data.fingerprint import Print
from data.target import marker
from data.target.address import Target
from data.target.faults import told
from data.target.names import DEVELOPMENT, SEEDS

_LAST, _BEGUN = {"_id": "last"}, {"_id": "begun"}


class Seed(BaseModel):
    """A seed that came to its end: when (UTC), and what each collection held then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ended: datetime
    collections: dict[str, Print]


def last_seed(target: Target) -> Seed | None:
    """The last that ended; None where there was none, or what stands there is no report. Raises Failed."""
    with told("reading the last seed's report"):
        kept = target.database[SEEDS].find_one(_LAST)
    try:
        return Seed.model_validate_json(str(kept["report"])) if kept else None
    except (KeyError, ValidationError):
        return None


def begun(target: Target) -> datetime | None:
    """When the seed began (UTC) that has not come to its end; None where the last one has. Raises Failed."""
    with told("reading the last seed's report"):
        found = target.database[SEEDS].find_one(_BEGUN)
    began = found and found.get("at")
    return began if isinstance(began, datetime) else None


def begin(target: Target, at: datetime) -> bool:
    """Note that a seed has begun, for whoever comes after it was cut off; and the marker, if it is not there.

    Also when one has ended that dropped the whole database: whether it had. For a database that
    `open_development` has let in. Raises Failed.
    """
    with told("noting that a seed has begun"):
        target.database[SEEDS].replace_one(_BEGUN, {"at": at}, upsert=True)
    return marker.write(target, DEVELOPMENT)


def keep(target: Target, seed: Seed) -> None:
    """Put it in the place of the one before: it has come to its end. Raises Failed."""
    with told("keeping the seed's report"):
        report = {"report": seed.model_dump_json()}
        target.database[SEEDS].replace_one(_LAST, report, upsert=True)
        target.database[SEEDS].delete_one(_BEGUN)
