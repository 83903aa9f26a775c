"""What the worker processes of one run do with a batch, and what they need for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing.shared_memory import SharedMemory

from bson.raw_bson import RawBSONDocument
from pymongo.collection import Collection

from data.documents import Batch, Document
from data.gathered import Gathered
from data.inventory import Inventory, Surveyor
from data.policy.model import Policy
from data.sanitize.sanitizer import Sanitizer
from data.target.address import Target, connect
from data.target.load import handle, insert
from data.verify.findings import Findings, check
from data.verify.memory import Memory
from data.verify.proof import prove


@dataclass(frozen=True)
class Job:
    """One run. It holds the run's keys and an address: it goes to the workers by pipe and nowhere else."""

    run: str
    policy: Policy = field(repr=False, compare=False)
    key: bytes = field(repr=False, compare=False)
    salt: bytes = field(repr=False, compare=False)
    target: str = field(repr=False, compare=False)


def survey(job: Job, batch: Batch) -> tuple[Inventory, Memory]:
    """What a batch of the source holds: for the policy, and for the verifier to remember."""
    documents = Gathered(batch.values())
    return _surveyor(job).look(batch, documents), Memory.collect(batch.collection, documents, job.salt)


def load(job: Job, batch: Batch) -> int:
    """Sanitize a batch and insert it into its temporary collection; how many documents that were."""
    clean = _sanitizer(job)(batch)
    insert(_collection(job, batch.collection), clean)
    return clean.count


def check_loaded(job: Job, memory: str, batch: Batch) -> Findings:
    """What of the source is found again in a batch of the target; `memory` is a name of `remembered`."""
    return check(Gathered(batch.values()), batch.collection, _memory(memory), job.policy, job.salt)


def prove_verifier(job: Job, memory: str, originals: dict[str, list[Document]]) -> None:
    """Raises Leaked unless the verifier finds the originals; `memory` is a name of `remembered`."""
    prove(originals, _memory(memory), job.policy, job.salt)


@contextmanager
def remembered(memory: Memory) -> Iterator[str]:
    """The name of a shared memory from which the workers look things up, instead of one copy for each batch.

    Never a file: who has the marks and guesses the salt could try names against them.
    """
    shared = _Shared(create=True, size=memory.size)
    memory.move(shared.view)
    try:
        yield shared.name
    finally:
        shared.unlink()


@lru_cache(1)
def _surveyor(job: Job) -> Surveyor:
    return Surveyor(job.policy)


@lru_cache(1)
def _sanitizer(job: Job) -> Sanitizer:
    return Sanitizer(job.policy, job.key)


@lru_cache(1)
def _memory(name: str) -> Memory:
    return Memory.of(_Shared(name).view)


class _Shared(SharedMemory):
    """It is mapped as long as somebody has a view of it, and never closed before: that would be an error."""

    @property
    def view(self) -> memoryview:
        assert self.buf is not None, "it was closed"
        return self.buf

    def __del__(self) -> None:
        """Nothing: the mapping goes with the last view."""


@lru_cache(100)
def _collection(job: Job, name: str) -> Collection[RawBSONDocument]:
    return handle(_target(job), job.run, name)


@lru_cache(1)
def _target(job: Job) -> Target:
    return connect(job.target)
