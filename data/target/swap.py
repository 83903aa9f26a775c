"""The new collections take the place of the old ones, and what is left over goes."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bson.binary import Binary

from data.documents import Document
from data.errors import Failed
from data.target.address import Target
from data.target.faults import told
from data.target.journal import Journal
from data.target.load import ONE, SIDE_BY_SIDE, Loading
from data.target.names import OWN, temporary
from data.target.patience import patiently
from data.target.present import Present, present

_DEADLINE = 120.0  # seconds of trying again before a person is asked


@dataclass(frozen=True, slots=True)
class Rename:
    """A temporary collection into its place, over whatever collection stands there."""

    name: str


@dataclass(frozen=True, slots=True)
class Drop:
    """What the new state does not have."""

    name: str


Step = Rename | Drop
Identified = Mapping[str, Binary | None]


@dataclass(frozen=True, slots=True)
class Swapped:
    """How many collections took their places, which were dropped, and the seconds from first to last."""

    renamed: int
    dropped: tuple[str, ...]
    seconds: float


def surplus(run: str, plan: Sequence[str], here: Mapping[str, Present]) -> dict[str, Binary | None]:
    """What is to be dropped (R47): everything but the plan, the room's own and the server's."""
    kept = {*plan, *OWN, *(temporary(run, name) for name in plan)}
    return {
        name: one.uuid for name, one in here.items() if name not in kept and not name.startswith("system.")
    }


def steps(run: str, loaded: Identified, drops: Identified, here: Mapping[str, Present]) -> list[Step]:
    """What is still to be done. A view or time series cannot be renamed over, so it goes first."""
    todo: list[Step] = []
    for name, uuid in loaded.items():
        if (waiting := here.get(temporary(run, name))) and waiting.uuid == uuid:
            in_the_way = name in here and here[name].kind != "collection"
            todo += [Drop(name), Rename(name)] if in_the_way else [Rename(name)]
    # By UUID: what the application has made anew under an old name is not what was to be dropped.
    return todo + [Drop(name) for name, uuid in drops.items() if name in here and here[name].uuid == uuid]


def lost(run: str, loaded: Identified, here: Mapping[str, Present]) -> list[str]:
    """Collections that stand neither where they were loaded nor in their place: somebody has interfered."""

    def found(name: str) -> Binary | None:
        return here[name].uuid if name in here else None

    return [name for name, uuid in loaded.items() if uuid not in (found(temporary(run, name)), found(name))]


def swap(loading: Loading) -> Swapped:
    """Journal SWAPPING, renames, drops, journal DONE.

    Each rename is atomic; all of them are not one transaction. For as long as they take (1 to 2 ms each) a
    reader may see new collections beside old ones. Whoever reads after this has returned, or after `recover`,
    sees the new only.

    Raises Failed; with the word of `recover` in it once the swap had begun.
    """
    target, run = loading.target, loading.run
    here = present(target)
    if missing := lost(run, loading.loaded, here):
        raise Failed(f"the target has lost what was loaded of {', '.join(missing)}: run the refresh again")
    drops = surplus(run, list(loading.loaded), here)
    written = [{"name": name, "uuid": uuid} for name, uuid in drops.items()]
    Journal(target.database).move(run, ("VERIFIED",), "SWAPPING", drops=written)
    began = time.monotonic()
    finish(target, run, loading.loaded, drops)
    return Swapped(len(loading.loaded), tuple(drops), time.monotonic() - began)


def resume(target: Target, entry: Document) -> None:
    """What is left of a swap that its journal says has begun. Raises as `swap` does."""
    loaded, drops = ({one["name"]: one["uuid"] for one in entry[key]} for key in ("loaded", "drops"))
    finish(target, entry["run"], loaded, drops)


def finish(target: Target, run: str, loaded: Identified, drops: Identified) -> None:
    """Until nothing is left to do, trying again while the cluster is without a primary."""
    try:
        gone = patiently(lambda: _pass(target, run, loaded, drops), _DEADLINE)
    except Failed as error:
        error.left = SIDE_BY_SIDE
        raise
    if gone:
        raise Failed(
            f"the target is new but for {', '.join(gone)}, which somebody else removed during the swap: "
            "run the refresh again"
        )


def _pass(target: Target, run: str, loaded: Identified, drops: Identified) -> list[str]:
    """All that is left to do, as often as something is; what of the new was lost to somebody else.

    A rename that one member alone had made is undone if that member fails. So what is there is looked at
    after a majority has confirmed a write to the journal, and with it all the renames before.
    """
    journal = Journal(target.database)
    while True:
        journal.settle(run, "SWAPPING")
        here = present(target)
        todo = steps(run, loaded, drops, here)
        if not todo:
            journal.move(run, ("SWAPPING",), "DONE")
            return lost(run, loaded, here)
        for step in todo:
            _take(target, run, step)


def _take(target: Target, run: str, step: Step) -> None:
    database = target.database.name
    with told(f"swapping {step.name}"):
        if isinstance(step, Drop):
            target.database.command("drop", step.name, writeConcern=ONE.document)
        else:
            target.client.admin.command(
                "renameCollection",
                f"{database}.{temporary(run, step.name)}",
                to=f"{database}.{step.name}",
                dropTarget=True,
                writeConcern=ONE.document,
            )
