"""A file that `mongodump --archive` wrote, as a source: checked whole when opened, then read in a stream."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, cast

from fastcrc import crc64

from data.documents import Batch, Document
from data.errors import Failed, Refused
from data.source.archive_format import Reader
from data.source.archive_metadata import read_prelude
from data.source.model import Collection

_GZIP = b"\x1f\x8b"
_BUCKETS = "system.buckets."


@dataclass
class _Namespace:
    """What was seen of a collection's documents so far. The CRC is CRC-64/XZ of their bytes."""

    collection: Collection
    documents: int = 0
    size: int = 0
    crc: int = field(default=0)
    ended: bool = False


class _Pass:
    """One read of the archive from its beginning to its end."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.database, collections = read_prelude(reader)
        self.namespaces = {one.name: _Namespace(one) for one in collections}

    def batches(self) -> Iterator[Batch]:
        """Every collection's documents in the order of the file. Raises Refused where it is damaged."""
        while header := self._reader.header():
            namespace = self._namespace(header)
            if header.get("EOF"):
                self._end(namespace, header)
                continue
            for data, count in self._reader.runs():
                namespace.crc = crc64.xz(data, namespace.crc)
                namespace.documents, namespace.size = namespace.documents + count, namespace.size + len(data)
                yield Batch(namespace.collection.name, data, count)
        if missing := sorted(name for name, one in self.namespaces.items() if not one.ended):
            raise self._reader.fault(f"the file ends before the end of {', '.join(missing[:5])}")

    def _namespace(self, header: Document) -> _Namespace:
        name = header.get("collection")
        if header.get("db") != self.database or not isinstance(name, str):
            raise self._reader.fault("documents of another database begin here")
        # Before 8.3 a time series' documents are under the name of its buckets.
        found = self.namespaces.get(name.removeprefix(_BUCKETS))
        if found is None or (name.startswith(_BUCKETS) and found.collection.kind != "timeseries"):
            raise self._reader.fault("documents of a collection begin here that was not announced")
        if found.ended:
            raise self._reader.fault(f"{found.collection.name} goes on after its end")
        return found

    def _end(self, namespace: _Namespace, header: Document) -> None:
        name = namespace.collection.name
        if next(self._reader.runs(), None) is not None:
            raise self._reader.fault(f"documents stand behind the end of {name}")
        # Stored as a signed number.
        if header.get("CRC") != namespace.crc - (namespace.crc >> 63 << 64):
            raise self._reader.fault(
                f"the checksum of {name} is not that of its documents: they were damaged"
            )
        namespace.ended = True


class Archive:
    """A Source. Each read goes through the whole file; it fails at the end of one that has changed."""

    def __init__(self, path: Path, database: str, collections: tuple[Collection, ...], sha256: str) -> None:
        self.database, self.sha256 = database, sha256
        self._path, self._collections = path, collections

    def collections(self) -> tuple[Collection, ...]:
        """By name; documents and sizes as counted when it was opened."""
        return self._collections

    def batches(self, collection: str) -> Iterator[Batch]:
        """Those of one; for several, `all_batches` reads the file only once."""
        return self.all_batches(frozenset(one.name for one in self._collections) - {collection})

    def all_batches(self, skip: frozenset[str] = frozenset()) -> Iterator[Batch]:
        """In the order of the file, in which collections alternate."""
        wanted = {one.name for one in self._collections if one.kind == "collection"} - skip
        try:
            with _reading(self._path) as reader:
                yield from (batch for batch in _Pass(reader).batches() if batch.collection in wanted)
                unchanged = reader.hash.hexdigest() == self.sha256
        except Refused:
            unchanged = False
        if not unchanged:
            raise Failed(
                f"{self._path.name} was changed after it was checked: what was read is not what was checked. "
                "The target is as it was; run it again when nobody writes that file."
            )

    def cluster_time(self) -> None:
        """An archive says none, and `mongodump --db` reads more than one moment."""
        return

    def hello(self) -> None:
        """No server."""
        return

    def commands(self) -> dict[str, int]:
        """None were sent."""
        return {}

    def close(self) -> None:
        """Nothing is open between two reads."""


def open_archive(path: Path, database: str | None = None) -> Archive:
    """Read the file once to its end: structure, checksums, that nothing is missing.

    Raises Refused, with the name of the file and where the fault is, for one that is damaged, cut off or not
    of `database`.
    """
    with _reading(path) as reader:
        seen = _Pass(reader)
        if database not in (None, seen.database):
            raise Refused(f"{path.name} holds the database {seen.database}, not {database}.")
        for _ in seen.batches():
            pass
        counted = (
            replace(one.collection, documents=one.documents, size=one.size)
            for one in seen.namespaces.values()
        )
        collections = tuple(sorted(counted, key=lambda one: one.name))
        return Archive(path, seen.database, collections, reader.hash.hexdigest())


@contextmanager
def _reading(path: Path) -> Iterator[Reader]:
    try:
        with path.open("rb") as file:
            packed = file.peek(2).startswith(_GZIP)
            yield Reader(cast(IO[bytes], gzip.GzipFile(fileobj=file)) if packed else file, path.name)
    except OSError as error:
        raise Refused(f"{path.name} cannot be read as an archive: {error.strerror}.") from None
