"""Documents of any shape, for properties: every BSON type, nested objects, arrays and maps."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bson.binary import Binary
from bson.code import Code
from bson.datetime_ms import DatetimeMS
from bson.dbref import DBRef
from bson.decimal128 import Decimal128
from bson.int64 import Int64
from bson.max_key import MaxKey
from bson.min_key import MinKey
from bson.objectid import ObjectId
from bson.regex import Regex
from bson.timestamp import Timestamp
from hypothesis import strategies as st

from data.documents import type_name

Path = tuple[str, ...]
Document = dict[str, Any]
# A field with a name that begins so is a map: its keys are data and stand as `<key>` in a path.
MAP = "by_"

NAMES = st.from_regex(r"(?!by_)[a-z][A-Za-z_]{0,6}[0-9]{0,3}", fullmatch=True)
OBJECT_IDS = st.binary(min_size=12, max_size=12).map(ObjectId)
_KEYS = OBJECT_IDS.map(str) | st.sampled_from(["de", "booking_confirmed", "Zoë Müller", "a@b.ch"])
_INT32, _INT64 = 2**31, 2**63
_UINT32 = st.integers(0, 2**32 - 1)
_TEXTS = st.text(max_size=12)
_DAY_0 = datetime(1, 1, 1)
# The server keeps milliseconds.
_DATES = st.integers(0, 315_000_000_000_000).map(lambda ms: _DAY_0 + timedelta(milliseconds=ms))
_FAR_DATES = st.sampled_from([-(2**60), 2**60]).map(DatetimeMS)

# By the alias of `$type`: values that are the same after they have been BSON.
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": _TEXTS,
    "bool": st.booleans(),
    "int": st.integers(-_INT32, _INT32 - 1),
    "long": st.integers(-_INT64, _INT64 - 1).map(Int64),
    "double": st.floats(allow_nan=False),
    "decimal": st.decimals(allow_nan=False, places=3, min_value=-(10**9), max_value=10**9).map(Decimal128),
    "date": _DATES | _FAR_DATES,
    "objectId": OBJECT_IDS,
    "null": st.none(),
    "binData": st.binary(max_size=8) | st.builds(Binary, st.binary(min_size=16, max_size=16), st.just(4)),
    "regex": st.builds(Regex, st.from_regex(r"[a-z]{0,5}", fullmatch=True), st.sampled_from([0, 2])),
    "timestamp": st.builds(Timestamp, _UINT32, _UINT32),
    "javascript": st.builds(Code, _TEXTS),
    "dbPointer": st.builds(DBRef, NAMES, OBJECT_IDS),
    "minKey": st.builds(MinKey),
    "maxKey": st.builds(MaxKey),
}


def _fields(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    plain = st.dictionaries(NAMES, values, max_size=4)
    maps = st.dictionaries(NAMES.map(MAP.__add__), st.dictionaries(_KEYS, values, max_size=3), max_size=1)
    return st.builds(lambda one, other: {**one, **other}, plain, maps)


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(*SCALARS.values()), lambda inner: _fields(inner) | st.lists(inner, max_size=3), max_leaves=8
)
DOCUMENTS: st.SearchStrategy[Document] = st.builds(
    lambda identity, fields: {"_id": identity, **fields}, OBJECT_IDS, _fields(_VALUES)
)


def paths(document: Document) -> frozenset[tuple[Path, str]]:
    """What the document holds: every path ("[]" an element, "<key>" a map's key) with its type's alias."""
    return frozenset(_met(document, (), is_map=False))


def _met(value: Any, path: Path, is_map: bool) -> Iterator[tuple[Path, str]]:
    if path:
        yield path, type_name(value)
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _met(one, (*path, "<key>" if is_map else name), name.startswith(MAP) and not is_map)
    elif isinstance(value, list):
        for one in value:
            yield from _met(one, (*path, "[]"), is_map=False)
