"""The stream of documents: which collection comes when, and which document of it."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from sandbox.clusters.people.growing import document_maker
from sandbox.clusters.people.making import Making
from sandbox.clusters.people.shares import sizes


def documents(seed: int, count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """So many documents with their collections, a collection after the other; the same for the same seed.

    From 400 on every collection and every path of the schema is there.
    """
    many = sizes(count)
    m = Making(seed, many)
    return islice(chain.from_iterable(_of(name, many[name], m) for name in many), count)


def _of(collection: str, count: int, m: Making) -> Iterator[tuple[str, dict[str, Any]]]:
    make = document_maker(collection)
    return ((collection, make(m, number)) for number in range(count))
