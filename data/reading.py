"""The first pass over a source: what it holds, what the verifier remembers, some originals for its proof."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from data import job
from data.documents import Batch, Document
from data.errors import Refused
from data.inventory import Inventory
from data.job import Job
from data.policy.model import Policy
from data.progress import Progress
from data.source.model import Collection, Source
from data.target.names import OWN
from data.verify.memory import Memory
from data.workers import Workers

# Of each collection so many documents are kept as they were, until the verifier has been proven on them.
_ORIGINALS = 20


@dataclass
class Read:
    """`structure` is every collection that the target gets; `originals` hold values and go nowhere."""

    structure: tuple[Collection, ...]
    inventory: Inventory = field(default_factory=Inventory)
    memory: Memory = field(default_factory=Memory)
    originals: dict[str, list[Document]] = field(default_factory=dict, repr=False)
    sizes: Counter[str] = field(default_factory=Counter)


def structure(source: Source, policy: Policy) -> tuple[Collection, ...]:
    """What is made in the target: all but the views and time series that the policy drops.

    Raises Refused for one that it does not drop: its documents cannot be swapped in by renaming.
    """
    made, faults = [], []
    for one in source.collections():
        if one.name in OWN:
            continue
        if one.kind == "collection":
            made.append(one)
        elif policy.treatment(one.name) != "drop":
            faults.append(f"{one.name} is a {one.kind}, which cannot be loaded and renamed")
    if faults:
        raise Refused(f"{'; '.join(faults)}: give it `drop` in the policy, or take it out of the source.")
    return tuple(made)


def read(source: Source, policy: Policy, running: Job, pool: Workers, progress: Progress) -> Read:
    """Every document of every collection, the dropped ones too. Raises Refused, Failed."""
    found = Read(structure(source, policy))
    progress.phase("reading", sum(one.size for one in found.structure))
    for batch, (inventory, memory) in pool.over(partial(job.survey, running), source.all_batches(OWN)):
        found.inventory.merge(inventory)
        found.memory.merge(memory)
        found.sizes[batch.collection] += len(batch.data)
        if batch.collection not in found.originals and policy.treatment(batch.collection) == "sanitize":
            found.originals[batch.collection] = _first(batch)
        progress.advance(len(batch.data), batch.count)
    for one in found.structure:
        # An empty one gives no batch, and its name, options and indexes would go over unseen.
        if policy.treatment(one.name) is None:
            found.inventory.unclassified[one.name, (), "collection"] = found.inventory.documents[one.name]
    return found


def dropped(policy: Policy, collections: Iterable[Collection]) -> frozenset[str]:
    """The collections of which no document is taken over, those of this room among them."""
    return OWN | {one.name for one in collections if policy.treatment(one.name) == "drop"}


def _first(batch: Batch) -> list[Document]:
    frames = batch.frames()
    some = [frame for frame, _ in zip(frames, range(_ORIGINALS), strict=False)]
    return Batch(batch.collection, b"".join(some), len(some)).values()
