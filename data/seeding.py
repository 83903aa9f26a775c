"""What the last seed left in a database, kept beside its marker: whoever seeds it compares with the same."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from data.fingerprint import Print
from data.target import marker
from data.target.address import Target
from data.target.faults import told
from data.target.names import DEVELOPMENT, SEEDS

_LAST = {"_id": "last"}


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


def keep(target: Target, seed: Seed) -> None:
    """Put it in the place of the one before. Raises Failed."""
    with told("keeping the seed's report"):
        report = {"report": seed.model_dump_json()}
        target.database[SEEDS].replace_one(_LAST, report, upsert=True)


def mark_again(target: Target) -> bool:
    """Write the marker that a seed took away with all else; whether it had. Raises Failed.

    For a database that `open_development` has let in.
    """
    return marker.write(target, DEVELOPMENT)
