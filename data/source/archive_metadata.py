"""What an archive says before its documents: which database, which collections, their options and indexes."""

import json
from typing import Any

from bson import json_util
from bson.binary import UuidRepresentation
from bson.codec_options import DatetimeConversion
from bson.errors import BSONError

from data.documents import Document
from data.source.archive_format import Reader
from data.source.model import Collection, Kind

_VERSION = "0.1"
_AT_MOST = 10_000
# Older versions of mongodump give no type, and say in the options what is a view.
_KINDS: dict[str, Kind | None] = {"": None, "collection": None, "view": "view", "timeseries": "timeseries"}
_EJSON = json_util.JSONOptions(
    document_class=dict,
    tz_aware=False,
    uuid_representation=UuidRepresentation.UNSPECIFIED,
    datetime_conversion=DatetimeConversion.DATETIME_AUTO,
)


def read_prelude(reader: Reader) -> tuple[str, tuple[Collection, ...]]:
    """The archive's one database, and its collections in the order of the archive. Raises Refused."""
    reader.magic()
    header = reader.header()
    if header is None or header.get("version") != _VERSION:
        raise reader.fault(
            f"this is not format {_VERSION} of mongodump's archives, the only one that is known"
        )
    databases: dict[str, None] = {}
    found: dict[str, Collection] = {}
    for entry in reader.documents():
        database, collection = _entry(reader, entry)
        if collection.name in found and database in databases:
            raise reader.fault(f"{collection.name} is announced twice")
        databases[database], found[collection.name] = None, collection
        if len(databases) > 1 or len(found) > _AT_MOST:
            raise reader.fault(
                f"it holds more than one database or {_AT_MOST:,} collections; use mongodump --db=NAME"
            )
    if not found:
        raise reader.fault("it holds no collection, and a refresh would empty the target")
    return next(iter(databases)), tuple(found.values())


def _entry(reader: Reader, entry: Document) -> tuple[str, Collection]:
    database, name, metadata = entry.get("db"), entry.get("collection"), entry.get("metadata", "")
    kind = entry.get("type", "")
    if not (isinstance(database, str) and isinstance(name, str) and isinstance(metadata, str)) or not name:
        raise reader.fault("a collection is announced without its name")
    if not database or name.startswith("$") or database in ("admin", "config", "local"):
        raise reader.fault(
            "it holds the server's own affairs (users and roles, or an oplog); use mongodump --db=NAME "
            "without --oplog and --dumpDbUsersAndRoles"
        )
    if kind not in _KINDS:
        raise reader.fault(f"{name} is of a kind that this program does not know")
    try:
        said = json.loads(metadata, object_pairs_hook=_value) if metadata else {}
        options, indexes = said.get("options", {}), tuple(dict(one) for one in said.get("indexes", []))
        if not _is_sound(options, indexes):
            raise ValueError
    except (AttributeError, LookupError, ValueError, TypeError, RecursionError, BSONError):
        raise reader.fault(f"the options and indexes of {name} cannot be understood") from None
    return database, Collection(name, _KINDS[kind] or _kind(options), options, tuple(map(_index, indexes)))


def _value(pairs: list[tuple[str, Any]]) -> Any:
    """Extended JSON's types; `{"$regex": ...}` stays the operator of a query that it is in a validator."""
    found = dict(pairs)
    return found if {"$regex", "$ref"} & found.keys() else json_util.object_hook(found, _EJSON)


def _kind(options: dict[str, Any]) -> Kind:
    if "viewOn" in options:
        return "view"
    return "timeseries" if "timeseries" in options else "collection"


def _index(described: dict[str, Any]) -> dict[str, Any]:
    """Without the namespace, which old servers repeat in it."""
    return {name: value for name, value in described.items() if name != "ns"}


def _is_sound(options: Any, indexes: tuple[dict[str, Any], ...]) -> bool:
    """Whether they are formed as a server says them; what they mean, the target's server judges."""
    named = all(isinstance(one.get("name"), str) and isinstance(one.get("key"), dict) for one in indexes)
    collations = [one["collation"] for one in (options, *indexes) if "collation" in one]
    return isinstance(options, dict) and named and all(isinstance(one, dict) for one in collations)
