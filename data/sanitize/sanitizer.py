"""Batches in, sanitized batches out."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bson
from bson.errors import BSONError

from data.documents import CODEC, Batch
from data.errors import Failed
from data.framing import length_at
from data.policy.model import Policy
from data.sanitize.handlers import Handlers
from data.sanitize.nodes import Tree
from data.sanitize.unclassified import Unclassified

_PART = 2**19


class Sanitizer:
    """Does to documents what the policy says, under the run's key of 32 random bytes.

    It remembers what it met (paths, some values' pseudonyms), so one serves a process for the whole run.
    """

    def __init__(self, policy: Policy, key: bytes) -> None:
        self._policy = policy
        self._handlers = Handlers(key)
        self._trees: dict[str, Tree] = {}

    def __call__(self, batch: Batch) -> Batch:
        """The documents sanitized; none of a collection that is dropped.

        Raises Unclassified for what the policy has no action for, Failed where a map's keys meet or bytes
        are no BSON.
        """
        treatment = self._policy.treatment(batch.collection)
        if treatment is None:
            raise Unclassified(
                f"{batch.collection}: a collection of which the policy says nothing; it may hold anybody's "
                "data, so nothing of it was taken over; name it in the policy, or drop it there"
            )
        if treatment == "drop":
            return Batch(batch.collection, b"", 0)
        # Put back only if nothing was raised: then it may be left in the middle of a batch.
        tree = self._trees.pop(batch.collection, None)
        tree = tree or Tree(batch.collection, self._policy, self._handlers)
        with _without_collector():
            parts = [self._sanitized(part, tree) for part in _parts(batch)]
        self._trees[batch.collection] = tree
        return Batch(batch.collection, b"".join(parts), batch.count)

    def _sanitized(self, part: Batch, tree: Tree) -> bytes:
        documents = tree.root(part.values())
        self._handlers.settle()
        return _encoded(part.collection, documents)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Thousands of new objects without a cycle among them would have it search all of them in vain."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _parts(batch: Batch) -> Iterator[Batch]:
    """The batch in pieces: columns long enough to be worth a call, few enough objects for a core's cache."""
    end = 0
    while end < len(batch.data):
        begin, count = end, 0
        stop = min(begin + _PART, len(batch.data))
        while end < stop:
            end += length_at(batch.data, end)
            count += 1
        yield Batch(batch.collection, batch.data[begin:end], count)


def _encoded(collection: str, documents: list[Any]) -> bytes:
    try:
        return _joined(bson.encode({"": documents}, codec_options=CODEC), len(documents))
    except (BSONError, OverflowError, ValueError):
        pass
    raise Failed(
        f"{collection}: a sanitized document cannot be written as BSON; look for a constant in the "
        "policy that is no number of 8 bytes"
    )


def _joined(array: bytes, count: int) -> bytes:
    """The documents of an array's BSON one after the other.

    One call for all is a third faster than one for each. An array is a document whose keys are "0", "1", ...;
    before each element stand its type (a byte) and its key, ended by a zero.
    """
    # Length of the outer document, type and empty key of its field, length of the array.
    position = 4 + 2 + 4
    found = []
    for number in range(count):
        start = position + 2 + len(str(number))
        position = start + length_at(array, start)
        found.append(array[start:position])
    return b"".join(found)
