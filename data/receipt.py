"""What a refresh did, without a value in it: one JSON document a run, with the hash of the one before."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pymongo import DESCENDING
from pymongo.errors import DuplicateKeyError

from data.errors import Failed
from data.target.address import Target
from data.target.faults import told
from data.target.journal import Journal
from data.target.names import RECEIPTS

_FIRST = "0" * 64
_SWAPPED = ("done", "recovered")


class CollectionReceipt(BaseModel):
    """One collection: documents read and written, and how many of its paths each action took."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents_in: int
    documents_out: int
    treatment: Literal["sanitize", "drop", "unclassified"]
    actions: dict[str, int]


class Swap(BaseModel):
    """Collections renamed into place, collections dropped, seconds from first to last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    renamed: int
    dropped: tuple[str, ...]
    seconds: float


class Receipt(BaseModel):
    """One run that got past its guards, whatever became of it. Times are UTC, durations seconds.

    `backup` is what the source could be brought back from; None: nobody said, or the version before this.
    `recovered`: the run of that name was cut off or stopped in its swap, which was finished afterwards; it is
    as the run had it when its swap began.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    previous: str
    run: str
    who: str
    started: datetime
    ended: datetime
    outcome: Literal["done", "recovered", "tried", "refused", "failed", "leaked", "interrupted"]
    reason: str
    source_kind: Literal["snapshot", "archive"]
    source_database: str
    source_cluster_time: str | None
    source_commands: dict[str, int]
    backup: str | None = None
    target_database: str
    policy_sha256: str
    code_sha256: str
    collections: dict[str, CollectionReceipt]
    verification: dict[str, Any] | None
    seconds: dict[str, float]
    swap: Swap | None

    @property
    def sha256(self) -> str:
        """What the next one holds as `previous`."""
        # As it was written: one from before a field was added has it not.
        return _sha256(self.model_dump_json(exclude_unset=True))


def receipts(target: Target) -> list[Receipt]:
    """All receipts that a target keeps, the oldest first. Raises Failed, Refused for a login."""
    with told("reading its receipts", opening=True):
        kept = list(target.database[RECEIPTS].find().sort("_id"))
    try:
        return [Receipt.model_validate_json(str(one.get("receipt"))) for one in kept]
    except ValidationError:
        raise Failed(
            f"the target has a receipt that this program has not written, or that was changed ({RECEIPTS}): "
            "the chain proves nothing any more; keep what is there elsewhere and find out who did it"
        ) from None


def drafted(**fields: Any) -> str:
    """JSON of what `keep` would be given by now, for `keep_recovered`."""
    return Receipt(number=0, previous=_FIRST, code_sha256=code_sha256(), **fields).model_dump_json()


def keep_recovered(target: Target) -> Receipt | None:
    """Write the receipt of the last swap, from its journal, where its own run could not. Raises Failed.

    None: it has one, it has not ended, or what it was is not known (another version had begun it).
    """
    entry = Journal(target.database).read()
    if entry is None or entry["state"] != "DONE":
        return None
    with told("reading its receipts"):
        if target.database[RECEIPTS].find_one({"run": entry["run"], "outcome": {"$in": _SWAPPED}}):
            return None
    try:
        draft = Receipt.model_validate_json(str(entry.get("receipt")))
    except ValidationError:
        return None
    as_it_began = draft.model_dump(exclude={"number", "previous", "ended", "outcome", "reason"})
    reason = "its own process did not end it: what was left of its swap was done later"
    return keep(target, **as_it_began, ended=datetime.now(UTC), outcome="recovered", reason=reason)


def keep(target: Target, **fields: Any) -> Receipt:
    """Write the next receipt, with the hash of the newest. Raises Failed."""
    own = {"code_sha256": code_sha256(), **fields}
    with told("keeping the receipt"):
        while True:
            numbered = {"_id": {"$type": "number"}}
            newest = target.database[RECEIPTS].find_one(numbered, sort=[("_id", DESCENDING)])
            # Of its text alone: what another version of this program wrote can be followed too.
            previous = _sha256(str(newest.get("receipt"))) if newest else _FIRST
            number = int(newest["_id"]) + 1 if newest else 1
            receipt = Receipt(number=number, previous=previous, **own)
            # Beside its text, which alone is what the chain holds: by what it is found.
            found_by = {"run": receipt.run, "outcome": receipt.outcome}
            # Of two runs that end at once only one can take a number.
            with suppress(DuplicateKeyError):
                target.database[RECEIPTS].insert_one(
                    {"_id": number, "receipt": receipt.model_dump_json(), **found_by}
                )
                return receipt


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def chain_fault(kept: Sequence[Receipt]) -> str | None:
    """What is wrong with the chain: a receipt was changed or taken away; None if it holds."""
    previous = _FIRST
    for place, receipt in enumerate(kept, 1):
        if receipt.number != place:
            return f"receipt {place} is missing: the one in its place says number {receipt.number}"
        if receipt.previous != previous:
            return f"receipt {place} does not follow from the one before: one of the two was changed"
        previous = receipt.sha256
    return None


def code_sha256() -> str:
    """The hash of the code of this room, whatever the machine's line ends and folders."""
    room = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted(room.rglob("*.py")):
        digest.update(file.relative_to(room).as_posix().encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
