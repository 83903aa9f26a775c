"""What a refresh that was cut off has left, made whole: data that is half-way, services that stand still."""

from collections.abc import Mapping
from pathlib import Path

from config.parse import read_stack_file
from config.stacks import STAGING
from data.refresh import recover as recovered
from data.target.recover import Outcome
from ops.data.admission import admitted, runner
from ops.data.standstill import standstill
from ops.operation.journal import Journal
from ops.operation.phases import tell

JOURNAL = "data-refresh"
ON = "`python -m ops data refresh` makes it whole and begins anew, `ops data recover` only makes it whole"


def make_whole(journal: Journal, target: str, environ: Mapping[str, str]) -> Outcome:
    """Staging's data wholly old or wholly new, and its services given back.

    Raises DataError, InputError, RenderError.
    """
    # Without somebody to let in, it can be done wherever the target can be reached from.
    stacks = {STAGING: read_stack_file(Path(), STAGING)} if runner(environ) else {}
    with admitted(stacks, str(journal.facts.get("name", "recover")), environ):
        outcome = recovered(target)
    if journal.facts.get("held"):
        standstill(journal, environ, 0).end()
        tell(f"{STAGING}: API and worker go on as before")
    return outcome
