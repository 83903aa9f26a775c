"""New data beside the old: every collection under a temporary name until all of them can be swapped in."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from bson.binary import Binary
from bson.raw_bson import DEFAULT_RAW_BSON_OPTIONS, RawBSONDocument
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError, ConnectionFailure
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from data.documents import Batch
from data.errors import DataError, Failed, Interrupted
from data.target.address import Target
from data.target.faults import told
from data.target.journal import Journal
from data.target.names import RECOVER, temporary
from data.target.options import Described, creation, refuse_unknown
from data.target.patience import patiently
from data.target.present import drop_temporaries, present

# One member's word is enough while loading: `settled` waits for the majority once, and counts.
ONE = WriteConcern(w=1, j=False)
# Seconds of trying to undo: a set mostly has another primary within 12 (MongoDB's manual, "Replica Set
# Elections").
_DEADLINE = 30.0
# What a run that did not end well has left.
OLD, NEW = "the target is as it was", "the target is new all the same"
_BEGUN = f"what was begun is still there: run {RECOVER}"
SIDE_BY_SIDE = f"old and new stand side by side there until {RECOVER} finishes it"


@dataclass(slots=True)
class Loading:
    """A run that has begun: what identifies its collections, by the names that they will have."""

    target: Target
    run: str
    loaded: dict[str, Binary] = field(default_factory=dict)

    def settled(self, documents: Mapping[str, int]) -> None:
        """Returns when a majority holds what was loaded, and it is as many documents as were sent.

        Writes that one member alone had confirmed are lost if it fails; what is verified must be what stays.
        """
        Journal(self.target.database).settle(self.run, "LOADING")
        for name in self.loaded:
            with told(f"counting {name}"):
                found = handle(self.target, self.run, name).count_documents({})
            if found != documents.get(name, 0):
                raise Failed(
                    f"of {name}, {documents.get(name, 0)} documents were sent and the target holds {found}: "
                    "it has lost some, as happens when its primary changes; run the refresh again"
                )

    def drop(self) -> None:
        """Undo all of it: the target is as it was. Raises Failed with what is still there."""
        left = _left(self.target, self.run)
        if left != OLD:
            raise Failed(left)

    def verified(self, receipt: str = "") -> None:
        """The verifier has passed all of it: from here it may be swapped in.

        `receipt`: what is known of the run by now, for whoever has to finish it.
        """
        loaded = [{"name": name, "uuid": uuid} for name, uuid in self.loaded.items()]
        Journal(self.target.database).move(self.run, ("LOADING",), "VERIFIED", loaded=loaded, receipt=receipt)


@contextmanager
def begin(target: Target, run: str, collections: Sequence[Described]) -> Iterator[Loading]:
    """Journal LOADING, and an empty temporary collection for each, with its options.

    Whatever ends the block before the swap has begun drops what was loaded: the target is as it was.
    Raises Refused, before anything is written, for what cannot be loaded; Interrupted for Ctrl-C.
    """
    refuse_unknown(collections)
    try:
        Journal(target.database).begin(run, [one.name for one in collections])
        yield _created(target, run, collections)
    except BaseException as error:
        left = _left(target, run)
        if isinstance(error, KeyboardInterrupt):
            raise Interrupted(left) from None
        if RECOVER in left and isinstance(error, DataError):
            error.left = error.left or left
        raise


def _created(target: Target, run: str, collections: Sequence[Described]) -> Loading:
    for one in collections:
        with told(f"creating {one.name}"):
            target.database.command(
                "create", temporary(run, one.name), **creation(one.options), writeConcern=ONE.document
            )
    here = present(target)
    loading = Loading(target, run)
    for one in collections:
        uuid = here[temporary(run, one.name)].uuid if temporary(run, one.name) in here else None
        if uuid is None:
            raise Failed(f"the target, creating {one.name}: it was dropped again by somebody else")
        loading.loaded[one.name] = uuid
    return loading


def _left(target: Target, run: str) -> str:
    """Undoes what can be undone of a run, and says what is left then."""
    try:
        return patiently(lambda: _undo(target, run), _DEADLINE)
    except (DataError, KeyboardInterrupt):  # whoever stops it once more does not want to wait
        return _BEGUN


def _undo(target: Target, run: str) -> str:
    journal = Journal(target.database)
    if not journal.undo(run) and (entry := journal.read()) and entry["run"] == run:
        return NEW if entry["state"] == "DONE" else SIDE_BY_SIDE
    drop_temporaries(target, run)
    return OLD


def handle(target: Target, run: str, name: str) -> Collection[RawBSONDocument]:
    """A temporary collection as `insert` and the verifier use it: bytes in, bytes out."""
    collection = target.loader[target.database.name].get_collection(
        temporary(run, name),
        codec_options=DEFAULT_RAW_BSON_OPTIONS,
        read_preference=ReadPreference.PRIMARY,
        write_concern=ONE,
    )
    return cast(Collection[RawBSONDocument], collection)


def insert(collection: Collection[RawBSONDocument], batch: Batch) -> None:
    """A batch of any size: the driver cuts it into messages that the server takes (48 MB). Raises Failed."""
    documents = [RawBSONDocument(frame) for frame in batch.frames()]
    with told(f"loading {batch.collection}"):
        try:
            collection.insert_many(documents, ordered=False)
        except ConnectionFailure:
            _insert_again(collection, documents)


def _insert_again(collection: Collection[RawBSONDocument], documents: list[RawBSONDocument]) -> None:
    """Some of them may be there: whether all are, and each once, `settled` finds by counting."""
    try:
        collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        if any(problem.get("keyPattern") != {"_id": 1} for problem in error.details["writeErrors"]):
            raise
