"""Which collections the target holds now."""

import time
from dataclasses import dataclass

from bson.binary import Binary

from data.target.address import Target
from data.target.faults import told
from data.target.names import LOADING_PREFIX, temporary

_PAUSE = 0.2  # seconds; an insert takes 50 ms


@dataclass(frozen=True, slots=True)
class Present:
    """A collection, view or time series. Its UUID is the server's and survives a rename; a view has none."""

    kind: str
    uuid: Binary | None


def present(target: Target) -> dict[str, Present]:
    """By name, the server's own (`system.*`) included."""
    with told("listing its collections"):
        return {
            one["name"]: Present(one["type"], one["info"].get("uuid"))
            for one in target.database.list_collections()
        }


def drop_temporaries(target: Target, run: str = "") -> int:
    """Drops what was loaded and not swapped in, by one run or by any; how many collections that were.

    An insert that the server was still working on, for a worker that is dead already, makes its collection
    anew. So after a pause it is looked again, until there is none.
    """
    prefix = temporary(run, "") if run else LOADING_PREFIX
    dropped: set[str] = set()
    while names := [name for name in present(target) if name.startswith(prefix)]:
        for name in names:
            with told("dropping what was loaded"):
                target.database.drop_collection(name)
        dropped.update(names)
        time.sleep(_PAUSE)
    return len(dropped)
