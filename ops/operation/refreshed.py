"""When staging got production's data last, as the journal of this checkout has it."""

import os
from collections.abc import Mapping

from config.stacks import STAGING
from ops.operation.journal import Facts, Journal, folder

JOURNAL = "data-refresh"
# What a dry run does not do.
SWAP = "swap"


def last(environ: Mapping[str, str] = os.environ) -> float | None:
    """The end of the last refresh that went well (epoch seconds), None for none. Raises InputError."""
    return last_of(Journal(folder(environ) / f"{JOURNAL}-{STAGING}.json").facts)


def last_of(facts: Facts) -> float | None:
    """The same of the journal's facts: of this run, else what the run has taken over from those before it."""
    is_one = facts.get("ended") == "done" and SWAP in facts.get("done", {})
    return facts.get("ended_at") if is_one else facts.get("refreshed")
