"""A document in the target that says how far a run has come, so that another can finish or undo it."""

from datetime import UTC, datetime
from typing import Any, Literal, get_args

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from data.documents import Document
from data.errors import Failed, Refused
from data.target.faults import told
from data.target.names import JOURNAL, RECOVER

State = Literal["LOADING", "VERIFIED", "SWAPPING", "DONE"]
BEFORE_THE_SWAP: tuple[State, ...] = ("LOADING", "VERIFIED")
_ID = "journal"


class Journal:
    """`{_id, run, state, started, at, plan: [name], loaded: [{name, uuid}], receipt, drops: [{name, uuid}]}`.

    `receipt` (JSON, from VERIFIED on; "" or none: nothing is known) is what the run's own would say by then.

    Every change is one write that a majority has confirmed and that names the state it starts from: of two
    processes only one makes it.
    """

    def __init__(self, database: Database[Document]) -> None:
        self._documents = database[JOURNAL]

    def read(self) -> Document | None:
        """The document; None where nothing was ever begun. Raises Failed for one that no run has written."""
        with told("reading its journal"):
            found = self._documents.find_one({"_id": _ID})
        if found is not None and not _is_sound(found):
            raise Failed(
                f"the target's journal ({JOURNAL}) was changed by hand or by another program: what it says "
                "cannot be followed, and nothing was; put it back, or remove that document and run a "
                "refresh, which replaces all that is there"
            )
        return found

    def begin(self, run: str, plan: list[str]) -> None:
        """LOADING. Raises Refused if another run is not DONE."""
        now = datetime.now(UTC)
        entry = {"run": run, "state": "LOADING", "started": now, "at": now, "plan": plan}
        with told("writing its journal"):
            try:
                self._documents.replace_one({"_id": _ID, "state": "DONE"}, entry, upsert=True)
            except DuplicateKeyError:
                raise Refused(f"a run at the target is not finished: wait for it or run {RECOVER}") from None

    def move(self, run: str, before: tuple[State, ...], after: State, **fields: Any) -> None:
        """To `after`, with further fields. Raises Failed if the run is not in a state of `before`."""
        with told("writing its journal"):
            moved = self._documents.update_one(
                {"_id": _ID, "run": run, "state": {"$in": before}},
                {"$set": {"state": after, "at": datetime.now(UTC), **fields}},
            )
        if not moved.matched_count:
            raise Failed(
                "the target's journal is not this run's any more: somebody has recovered the target; "
                "run the refresh again"
            )

    def settle(self, run: str, state: State) -> None:
        """Returns when a majority holds all that this primary was told. Raises Failed as `move` does."""
        self.move(run, (state,), state)

    def undo(self, run: str) -> bool:
        """Forgets a run whose swap was not begun; False if it was, or if the run is not there."""
        with told("writing its journal"):
            gone = self._documents.delete_one({"_id": _ID, "run": run, "state": {"$in": BEFORE_THE_SWAP}})
        return bool(gone.deleted_count)


def _is_sound(entry: Document) -> bool:
    """Whether it is as `begin` and `move` write it."""
    lists = [entry.get("loaded"), entry.get("drops")] if entry.get("state") == "SWAPPING" else []
    return (
        entry.get("state") in get_args(State)
        and isinstance(entry.get("run"), str)
        and isinstance(entry.get("started"), datetime)
        and all(isinstance(one, list) and all(map(_is_identified, one)) for one in lists)
    )


def _is_identified(one: object) -> bool:
    return isinstance(one, dict) and isinstance(one.get("name"), str) and "uuid" in one
