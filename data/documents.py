"""Documents as bytes in batches and as Python values, and the names that MongoDB gives to their types."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import bson
from bson.binary import Binary, UuidRepresentation
from bson.code import Code
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.datetime_ms import DatetimeMS
from bson.dbref import DBRef
from bson.decimal128 import Decimal128
from bson.errors import BSONError
from bson.int64 import Int64
from bson.max_key import MaxKey
from bson.min_key import MinKey
from bson.objectid import ObjectId
from bson.regex import Regex
from bson.timestamp import Timestamp

from data.errors import Failed
from data.framing import length_at

Document = dict[str, Any]

# Dates beyond Python's years stay numbers, a UUID stays the binary that it is: nothing is lost on the way.
CODEC: CodecOptions[Document] = CodecOptions(
    document_class=dict,
    uuid_representation=UuidRepresentation.UNSPECIFIED,
    datetime_conversion=DatetimeConversion.DATETIME_AUTO,
)
# The aliases of `$type` in MongoDB's manual; `dbPointer` stands for a DBRef, an object by convention.
TYPE_NAMES: dict[type, str] = {
    str: "string",
    bool: "bool",
    int: "int",
    Int64: "long",
    float: "double",
    Decimal128: "decimal",
    datetime: "date",
    DatetimeMS: "date",
    ObjectId: "objectId",
    dict: "object",
    list: "array",
    type(None): "null",
    bytes: "binData",
    Binary: "binData",
    UUID: "binData",
    Regex: "regex",
    Timestamp: "timestamp",
    Code: "javascript",
    DBRef: "dbPointer",
    MinKey: "minKey",
    MaxKey: "maxKey",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Some whole documents of one collection: their BSON bytes one after the other, and how many they are."""

    collection: str
    data: bytes
    count: int

    def values(self) -> list[Document]:
        """The documents decoded. Raises Failed for bytes that are no BSON."""
        try:
            return bson.decode_all(self.data, CODEC)
        except BSONError:
            raise Failed(
                f"{self.collection}: one of its documents is damaged and cannot be read; mend or remove it "
                "where it comes from (`validate` finds it), or take another backup"
            ) from None

    def frames(self) -> Iterator[bytes]:
        """Each document's bytes."""
        position = 0
        while position < len(self.data):
            length = length_at(self.data, position)
            yield self.data[position : position + length]
            position += length


def batch_of(collection: str, documents: list[Document]) -> Batch:
    """The documents encoded."""
    return Batch(
        collection, b"".join(bson.encode(one, codec_options=CODEC) for one in documents), len(documents)
    )


def type_name(value: object) -> str:
    """The `$type` alias of a decoded value."""
    return TYPE_NAMES[type(value)]
