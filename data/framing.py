"""BSON documents one after the other, by their lengths."""

import struct

_LENGTH = struct.Struct("<i")


def count_of(data: bytes) -> int:
    """How many whole documents these bytes are."""
    count = position = 0
    while position < len(data):
        position += length_at(data, position)
        count += 1
    return count


def length_at(data: bytes, position: int) -> int:
    """The length in bytes that the document there says it has."""
    length: int = _LENGTH.unpack_from(data, position)[0]
    return length
