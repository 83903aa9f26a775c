"""The bytes of a `mongodump --archive`: blocks of a header and documents, read in a stream.

Format 0.1: `common/archive/` of github.com/mongodb/mongo-tools. magic, prelude (a block), then blocks; a
block is BSON documents, the first of them its header, and a terminator.
"""

import hashlib
import zlib
from collections.abc import Iterator
from gzip import BadGzipFile
from typing import IO

import bson
from bson.errors import BSONError

from data.documents import CODEC, Document
from data.errors import Refused
from data.framing import length_at
from data.source.model import BATCH_BYTES

MAGIC = bytes.fromhex("6de29981")
TERMINATOR = b"\xff\xff\xff\xff"
_SMALLEST, _LARGEST = 5, 16 << 20


class Reader:
    """A position in the unpacked archive, and the SHA-256 of everything that was read so far.

    Raises Refused, with the name of the file and the position, for bytes that are not of this format.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name = stream, name
        self._buffer, self._position, self._before = b"", 0, 0
        self.hash = hashlib.sha256()

    def fault(self, what: str) -> Refused:
        """What to raise for a fault at the position that was reached."""
        offset = self._before + self._position
        return Refused(
            f"{self._name}, byte {offset:,} of the archive: {what}. Nothing of it was taken; make or fetch "
            "it anew."
        )

    def magic(self) -> None:
        """Read what every archive begins with."""
        if not self._has(len(MAGIC)) or not self._buffer.startswith(MAGIC):
            raise self.fault("this is no archive of mongodump (mongodump --archive=FILE)")
        self._position += len(MAGIC)

    def header(self) -> Document | None:
        """The next block's header; None at the end of the archive."""
        if not self._has(1):
            return None
        if self._at_terminator():
            raise self.fault("a block begins without a header")
        return self._document()

    def documents(self) -> Iterator[Document]:
        """The rest of the block, decoded."""
        while not self._at_terminator():
            yield self._document()
        self._position += len(TERMINATOR)

    def runs(self) -> Iterator[tuple[bytes, int]]:
        """The rest of the block: some whole documents' bytes, about BATCH_BYTES, and how many they are."""
        while not self._at_terminator():
            yield self._run()
        self._position += len(TERMINATOR)

    def _document(self) -> Document:
        length = self._whole_document()
        try:
            found = bson.decode(self._buffer[self._position : self._position + length], CODEC)
        except BSONError:
            raise self.fault("what should be a header is no BSON document") from None
        self._position += length
        return found

    def _run(self) -> tuple[bytes, int]:
        self._has(BATCH_BYTES)
        length, count = self._whole_document(), 1
        start, end = self._position, self._position + length
        while end - start < BATCH_BYTES and (length := self._whole_length(end)):
            end, count = end + length, count + 1
        self._position = end
        return self._buffer[start:end], count

    def _whole_document(self) -> int:
        """The length of the document here, once all of it is in the buffer."""
        length = length_at(self._buffer, self._position) if self._has(4) else 0
        if not _SMALLEST <= length <= _LARGEST:
            raise self.fault("neither a document nor the end of a block")
        if not self._has(length):
            raise self.fault("the file ends in the middle of a document")
        if not self._whole_length(self._position):
            raise self.fault("a document does not end where it says")
        return length

    def _whole_length(self, position: int) -> int:
        """The length of the document at a position of the buffer; 0 if there is no whole one."""
        if position + 4 > len(self._buffer):
            return 0
        length = length_at(self._buffer, position)
        ends = position + length
        whole = _SMALLEST <= length <= _LARGEST and ends <= len(self._buffer)
        return length if whole and self._buffer[ends - 1] == 0 else 0

    def _at_terminator(self) -> bool:
        if not self._has(len(TERMINATOR)):
            raise self.fault("the file ends in the middle of a block")
        return self._buffer.startswith(TERMINATOR, self._position)

    def _has(self, size: int) -> bool:
        """Whether the archive goes on for that many bytes; they are in the buffer then."""
        while (missing := self._position + size - len(self._buffer)) > 0:
            if not (chunk := self._read(max(missing, 2 * BATCH_BYTES))):
                return False
            self._buffer = self._buffer[self._position :] + chunk
            self._before, self._position = self._before + self._position, 0
        return True

    def _read(self, size: int) -> bytes:
        try:
            chunk = self._stream.read(size)
        except (EOFError, BadGzipFile, zlib.error):
            raise self.fault("the gzip data around it is damaged or cut off") from None
        except OSError as error:
            raise self.fault(f"it could not be read any further ({error.strerror})") from None
        self.hash.update(chunk)
        return chunk
