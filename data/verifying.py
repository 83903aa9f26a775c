"""The pass over what was loaded: the verifier's checks, made in the workers and brought together."""

from collections.abc import Iterator
from functools import partial

from data import job
from data.documents import Batch
from data.job import Job, remembered
from data.progress import Progress
from data.reading import Read
from data.source.model import Collection
from data.target import indexes
from data.target.address import Target
from data.target.readback import batches
from data.verify.findings import Findings
from data.workers import Workers


def read_back(
    found: Read, target: Target, stored: dict[str, str], running: Job, pool: Workers, progress: Progress
) -> Findings:
    """Look in everything that the target has for what the source held.

    `stored`: under which name each collection stands in the target now. Raises Leaked if the verifier does
    not find original documents, Failed if the target cannot be read.
    """
    sanitized = [name for name in found.sizes if running.policy.treatment(name) == "sanitize"]
    progress.phase("verifying", sum(found.sizes[name] for name in sanitized))
    findings = Findings()
    with remembered(found.memory) as memory:
        proof = pool.beside(partial(job.prove_verifier, running, memory), found.originals)
        for batch, some in pool.over(partial(job.check_loaded, running, memory), _all(target, stored)):
            findings.merge(some)
            progress.advance(len(batch.data), batch.count)
        proof()
    return findings


def _all(target: Target, stored: dict[str, str]) -> Iterator[Batch]:
    for collection, name in stored.items():
        yield from batches(target, name, collection)


def unequal(target: Target, structure: tuple[Collection, ...], stored: dict[str, str]) -> list[str]:
    """The collections whose indexes are not those of the source, each with the names of the indexes."""
    return [
        f"{one.name} ({', '.join(different)})"
        for one in structure
        if (different := indexes.compare(one.indexes, indexes.listed(target, stored[one.name])))
    ]
