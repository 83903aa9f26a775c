"""Writes what `mongodump --archive` writes, of a database described in Python; written apart from the reader.

Format 0.1 as `common/archive/spec.md` of github.com/mongodb/mongo-tools says, and as its archives are: a
collection has a type, an empty one and a view have a block too.
"""

import gzip
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bson
from bson import json_util
from bson.int64 import Int64

Document = dict[str, Any]
END = b"\xff\xff\xff\xff"
AT_ONCE = 4


@dataclass(frozen=True)
class Dumped:
    """A collection of an archive; `stored_as` is the name over its documents, if that is another."""

    name: str
    documents: Sequence[Document] = ()
    options: Document = field(default_factory=dict)
    indexes: Sequence[Document] = ()
    type: str | None = "collection"
    database: str = "company"
    stored_as: str | None = None
    crc: int | None = None

    def bodies(self) -> list[bytes]:
        return [bson.encode(one) for one in self.documents]


def archive(collections: Iterable[Dumped], *, segment: int = 1_000, version: str = "0.1") -> bytes:
    """As many collections as the header says take turns, `segment` documents at a time."""
    dumped = list(collections)
    header = {"concurrent_collections": AT_ONCE, "version": version, "server_version": "8.2.0"}
    prelude = [bson.encode({**header, "tool_version": "100.13.0"}), *(_metadata(one) for one in dumped)]
    # More at once, and mongorestore (3.6.3) waits for ever: each of its workers reads one to its end.
    groups = (dumped[at : at + AT_ONCE] for at in range(0, len(dumped), AT_ONCE))
    blocks = [block for group in groups for block in _in_turns(group, segment)]
    return b"".join([bytes.fromhex("6de29981"), *prelude, END, *blocks])


def _in_turns(group: list[Dumped], segment: int) -> Iterator[bytes]:
    waiting = deque((one, one.bodies()) for one in group)
    while waiting:
        one, bodies = waiting.popleft()
        yield b"".join([block_header(one), *bodies[:segment], END])
        if rest := bodies[segment:]:
            waiting.append((one, rest))
        else:
            yield block_header(one, ended=True) + END


def write(path: Path, collections: Iterable[Dumped], *, packed: bool = False, segment: int = 1_000) -> Path:
    data = archive(collections, segment=segment)
    path.write_bytes(gzip.compress(data, 1) if packed else data)
    return path


def block_header(one: Dumped, *, ended: bool = False) -> bytes:
    crc = 0
    if ended:
        crc = crc_64(b"".join(one.bodies())) if one.crc is None else one.crc
    said = {"db": one.database, "collection": one.stored_as or one.name, "EOF": ended}
    return bson.encode({**said, "CRC": Int64(crc)})


def _metadata(one: Dumped) -> bytes:
    said = {"options": one.options, "indexes": list(one.indexes), "uuid": "00", "collectionName": one.name}
    text = json_util.dumps({**said, "type": one.type}, json_options=json_util.CANONICAL_JSON_OPTIONS)
    entry = {"db": one.database, "collection": one.name, "metadata": text, "size": 0}
    return bson.encode(entry if one.type is None else {**entry, "type": one.type})


def crc_64(data: bytes) -> int:
    """CRC-64/XZ bit by bit, signed as it is stored."""
    crc = (1 << 64) - 1
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xC96C5795D7870F42 if crc & 1 else 0)
    crc ^= (1 << 64) - 1
    return crc - (1 << 64) if crc >> 63 else crc
