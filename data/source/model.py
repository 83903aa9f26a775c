"""What every source offers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args

from data.documents import Batch, Document

Kind = Literal["collection", "view", "timeseries"]
KINDS: tuple[Kind, ...] = get_args(Kind)
BATCH_BYTES = 2 << 20


@dataclass(frozen=True, slots=True)
class Collection:
    """`options` as `create` takes them, `indexes` as `createIndexes` does; `size` in bytes of BSON.

    `documents` and `size` are a live server's own estimates; an archive's are counted.
    """

    name: str
    kind: Kind
    options: dict[str, Any]
    indexes: tuple[dict[str, Any], ...]
    documents: int = 0
    size: int = 0


class Source(Protocol):
    """A database at one point in time: whoever reads a collection twice reads the same documents twice."""

    database: str

    def collections(self) -> tuple[Collection, ...]:
        """All there are, by name, without the server's own (`system.views`, buckets, the profiler's)."""

    def batches(self, collection: str) -> Iterator[Batch]:
        """Its documents, about BATCH_BYTES at a time. Raises Failed."""

    def all_batches(self, skip: frozenset[str] = frozenset()) -> Iterator[Batch]:
        """The documents of every collection of kind "collection" that is not in `skip`. Raises Failed."""

    def cluster_time(self) -> str | None:
        """The point in time by the source's own clock; None if it says none."""

    def hello(self) -> Document | None:
        """What its server says of itself, to be known again by; None if there is none. Raises Failed."""

    def commands(self) -> dict[str, int]:
        """What was sent to the server so far: name of the command -> how often."""

    def close(self) -> None:
        """End the connection."""
