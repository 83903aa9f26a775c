"""What a refresh that was cut off has left, made whole: data that is half-way, services that stand still."""

from collections.abc import Mapping

from config.stacks import STAGING
from data.refresh import recover as recovered
from data.target.recover import Outcome
from ops.commands import InputError
from ops.data.standstill import Standstill, standstill
from ops.operation.journal import Journal
from ops.operation.phases import tell
from ops.redis.connection import answering

ON = "`python -m ops data refresh` makes it whole and begins anew, `ops data recover` only makes it whole"


def make_whole(journal: Journal, target: str, environ: Mapping[str, str]) -> Outcome:
    """Staging's data wholly old or wholly new; then, and not before, its services are given back.

    Raises DataError, InputError, RenderError: what stands still then stays so.
    """
    outcome = recovered(target)
    if journal.facts.get("held"):
        still = standstill(journal, environ, 0)
        if outcome.state == "new":
            _clear(still)
        still.end()
        tell(f"{STAGING}: API and worker go on as before")
    return outcome


def _clear(still: Standstill) -> None:
    """What cannot be removed keeps no service down."""
    try:
        with answering():
            still.clear()
    except InputError as error:
        tell(f"{error}; the jobs of the old data are still there")
