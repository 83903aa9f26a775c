"""After a run that ended anyhow: the target made wholly old or wholly new."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from data.target.address import Target
from data.target.journal import Journal
from data.target.present import drop_temporaries
from data.target.swap import resume

if TYPE_CHECKING:
    from data.receipt import Receipt


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which of the two the target is, and what was done for it, for people.

    `mended`: whether a run was undone or finished. `receipt`: that of a swap which had none of its own.
    """

    state: Literal["old", "new"]
    text: str
    mended: bool = False
    receipt: "Receipt | None" = None


def recover(target: Target) -> Outcome:
    """Undoes what was only being loaded, finishes what was being swapped. Run again, it does nothing.

    A run that is still going on loses: it finds its journal gone and stops. Raises Failed; then run it again.
    """
    journal = Journal(target.database)
    entry = journal.read()
    if entry and entry["state"] == "SWAPPING":
        resume(target, entry)
        return Outcome("new", "the swap that had begun is finished: the target is wholly new", mended=True)
    if entry and entry["state"] != "DONE":
        if not journal.undo(entry["run"]):
            return recover(target)  # it has gone on meanwhile
        dropped = drop_temporaries(target)
        text = f"what was loaded ({_collections(dropped)}) is dropped: the target is wholly old"
        return Outcome("old", text, mended=True)
    dropped = drop_temporaries(target)
    leftover = f"; what was left of a load ({_collections(dropped)}) is dropped" if dropped else ""
    if entry:
        return Outcome(
            "new", f"nothing to recover: the last swap was finished, the target is wholly new{leftover}"
        )
    return Outcome("old", f"nothing to recover: no swap has begun, the target is wholly old{leftover}")


def _collections(count: int) -> str:
    return f"{count} collection{'' if count == 1 else 's'}"
