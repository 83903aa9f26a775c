"""What a database holds, told by a number and a fingerprint for each collection, without a value in it."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict
from pymongo.errors import OperationFailure

from data.faults import code_of
from data.target.address import Target
from data.target.faults import told
from data.target.names import is_reserved
from data.target.present import present

# `src/mongo/base/error_codes.yml` of the server's source: CommandNotFound, CommandNotSupported; AtlasError is
# what Atlas answers on free and Flex clusters, which lack some commands (its page "Unsupported Commands").
_NO_SUCH_COMMAND = (59, 115, 8000)
Change = Literal["no", "yes", "new", "gone", "unknown"]


class Print(BaseModel):
    """One collection. `fingerprint`: 32 hex digits over its documents in order of `_id`; None for a time
    series, and where the server has no `dbHash` (mongodb.com/docs/manual/reference/command/dbHash).

    Indexes and options are not in it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: int
    fingerprint: str | None


Prints = Mapping[str, Print]


def fingerprints(target: Target) -> dict[str, Print]:
    """Each collection by its name; no view, nothing of the room's or the server's own. Raises Failed."""
    found = present(target)
    names = sorted(name for name, one in found.items() if one.kind != "view" and not is_reserved(name))
    hashes = _hashes(target, names)
    with told("counting its documents"):
        return {
            name: Print(documents=target.database[name].count_documents({}), fingerprint=hashes.get(name))
            for name in names
        }


def _hashes(target: Target, names: list[str]) -> dict[str, str]:
    if not names:  # the server would take none for all
        return {}
    with told("fingerprinting its collections"):
        try:
            answer = target.database.command("dbHash", collections=names)
        except OperationFailure as error:
            if code_of(error) in _NO_SUCH_COMMAND:
                return {}
            raise
    return dict(answer["collections"])


def changes(before: Prints, now: Prints) -> dict[str, Change]:
    """Which collections are not what they were, by name."""
    return {name: _change(before.get(name), now.get(name)) for name in sorted({*before, *now})}


def _change(before: Print | None, now: Print | None) -> Change:
    if before is None:
        return "new"
    if now is None:
        return "gone"
    if before.documents == now.documents and None in (before.fingerprint, now.fingerprint):
        return "unknown"
    return "no" if before == now else "yes"
