"""Indexes of the source, made anew and compared."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pymongo.errors import DuplicateKeyError

from data.documents import Document
from data.errors import Failed
from data.target.address import Target
from data.target.faults import told
from data.target.load import ONE
from data.target.names import temporary
from data.target.options import Described, unversioned

# Left by old servers, or about one server's files.
_NOT_MEANT = {"ns", "background", "storageEngine"}
# A build reads one collection and sorts on one core; more at a time would only wait for each other.
_AT_A_TIME = 2


def specification(index: Mapping[str, Any]) -> Document | None:
    """What `listIndexes` says of an index, as `createIndexes` takes it; None for one that is always there.

    A text index stays as it is listed (`_fts`, `_ftsx` and weights), which the server takes back.
    """
    if index["name"] == "_id_" or index.get("clustered"):
        return None
    meant = {key: value for key, value in index.items() if key not in _NOT_MEANT}
    if "collation" in meant:
        meant["collation"] = unversioned(meant["collation"])
    return meant


def specifications(collection: Described, *, expiring: bool) -> list[Document]:
    """Those with a time to live, or those without.

    An index that is listed without a collation has none; asked for without one it would get the collection's.
    """
    default = {"collation": {"locale": "simple"}} if "collation" in collection.options else {}
    every = [{**default, **meant} for index in collection.indexes if (meant := specification(index))]
    return [meant for meant in every if ("expireAfterSeconds" in meant) is expiring]


def compare(source: Iterable[Mapping[str, Any]], target: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The names of the indexes in which two collections differ."""
    ours, theirs = (
        {str(index["name"]): _comparable(meant) for index in indexes if (meant := specification(index))}
        for indexes in (source, target)
    )
    return tuple(sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)))


def _comparable(meant: Document) -> Document:
    # The order of a key's fields is what an index is; elsewhere it is not.
    return {**{key: value for key, value in meant.items() if key != "v"}, "key": list(meant["key"].items())}


def build(target: Target, run: str, collections: Iterable[Described]) -> None:
    """All indexes of the loaded collections but those with a time to live. Raises Failed naming an index."""
    _build(target, run, collections, expiring=False)


def ttl(target: Target, run: str, collections: Iterable[Described]) -> None:
    """The indexes with a time to live: last, since from then on the server deletes what has expired."""
    _build(target, run, collections, expiring=True)


def _build(target: Target, run: str, collections: Iterable[Described], *, expiring: bool) -> None:
    wanted = [(one.name, specifications(one, expiring=expiring)) for one in collections]
    with ThreadPoolExecutor(_AT_A_TIME) as threads:
        begun = [threads.submit(_create, target, run, name, specs) for name, specs in wanted if specs]
        try:
            for one in begun:
                one.result()
        finally:
            # Whatever ends the run does not wait for those that have not begun: it drops their collections.
            threads.shutdown(cancel_futures=True)


def _create(target: Target, run: str, name: str, specs: list[Document]) -> None:
    with told(f"building the indexes of {name}"):
        try:
            target.database.command(
                "createIndexes", temporary(run, name), indexes=specs, writeConcern=ONE.document
            )
        except DuplicateKeyError as error:
            key = (error.details or {}).get("keyPattern", {})
            called = [spec["name"] for spec in specs if list(spec["key"].items()) == list(key.items())]
            raise Failed(
                f"the target cannot build the unique index {', '.join(called) or 'of its key'} of {name}: "
                "several loaded documents have the same value there; let the policy keep them apart"
            ) from None


def listed(target: Target, collection: str) -> tuple[Document, ...]:
    """The indexes that a collection of the target has."""
    with told(f"listing the indexes of {collection}"):
        return tuple(dict(index) for index in target.database[collection].list_indexes())
