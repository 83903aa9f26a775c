"""A database of a live server at one point in time, read by a user who can do nothing else."""

import warnings
from collections.abc import Iterator
from typing import cast

from pymongo import MongoClient
from pymongo.read_preferences import SecondaryPreferred

from data.documents import CODEC, Batch, Document
from data.errors import Failed, Refused
from data.framing import count_of
from data.source.address import database_of
from data.source.catalog import measured, structure
from data.source.commands import Commands
from data.source.credential import prove_read_only
from data.source.enforcement import prove_enforced
from data.source.faults import cannot_be_understood, told_plainly
from data.source.model import BATCH_BYTES, Collection

_ELSEWHERE_IF_POSSIBLE = SecondaryPreferred()


class Snapshot:
    """A Source. All reads of documents are made in one session, which the server answers as of one time."""

    def __init__(self, client: MongoClient[Document], database: str, commands: Commands) -> None:
        self.database = database
        self._client, self._commands = client, commands
        self._database = client.get_database(database, CODEC, _ELSEWHERE_IF_POSSIBLE)
        self._session = client.start_session(snapshot=True)
        self._collections = self._begin()

    def _begin(self) -> tuple[Collection, ...]:
        """Fix the point in time; the collections, which no server lists as of a time, are listed twice."""
        before = structure(self._database)
        if not before:
            raise Refused(
                f"The source's database {self.database} holds no collection, and a refresh would empty the "
                "target; look at the name of the database in the address."
            )
        self._database[before[0].name].find_one({}, {"_id": 1}, session=self._session)
        if self._commands.snapshot is None:
            raise Failed("The source does not say as of which time it answered; MongoDB 5.0 or newer does.")
        if structure(self._database) != before:
            raise Failed("Somebody is changing the collections or indexes of the source; run it again later.")
        return tuple(measured(self._database, one) for one in before)

    def collections(self) -> tuple[Collection, ...]:
        """As they were at the point in time."""
        return self._collections

    def batches(self, collection: str) -> Iterator[Batch]:
        """The documents that the collection had then, as the server stores them."""
        described = next(one for one in self._collections if one.name == collection)
        each = described.size // max(described.documents, 1)
        count = min(max(BATCH_BYTES // max(each, 1), 1), 100_000)
        with (
            told_plainly(),
            self._database[collection].find_raw_batches(
                {}, session=self._session, batch_size=count
            ) as cursor,
        ):
            for data in cast("Iterator[bytes]", cursor):
                if data:
                    yield Batch(collection, data, count_of(data))

    def all_batches(self, skip: frozenset[str] = frozenset()) -> Iterator[Batch]:
        """One collection after the other."""
        for one in self._collections:
            if one.kind == "collection" and one.name not in skip:
                yield from self.batches(one.name)

    def cluster_time(self) -> str | None:
        """ISO 8601 in UTC, and MongoDB's own pair of seconds and ordinal."""
        time = self._commands.snapshot
        if time is None:
            return None
        return f"{time.as_datetime():%Y-%m-%dT%H:%M:%SZ} ({time.time}, {time.inc})"

    def hello(self) -> Document:
        """The reply of one of its servers."""
        with told_plainly():
            return self._client.admin.command("hello", read_preference=_ELSEWHERE_IF_POSSIBLE)

    def commands(self) -> dict[str, int]:
        """Of this connection, the log-in included."""
        return dict(sorted(self._commands.counts.items()))

    def close(self) -> None:
        """End the session and the connection."""
        self._session.end_session()
        self._client.close()


def open_snapshot(uri: str) -> Snapshot:
    """Prove that the address' user can only read its database, then fix the point in time, which is now.

    Raises Refused for an address or a user that will not do, Failed when the server does.
    """
    database = database_of(uri)
    commands = Commands()
    with told_plainly(opening=True):
        client = _client(uri, commands)
        try:
            status = client.admin.command(
                "connectionStatus", showPrivileges=True, read_preference=_ELSEWHERE_IF_POSSIBLE
            )
            prove_read_only(status, database)
            prove_enforced(client, database)
            return Snapshot(client, database, commands)
        except BaseException:
            client.close()
            raise


def _client(uri: str, commands: Commands) -> MongoClient[Document]:
    with warnings.catch_warnings():
        # An option that the driver does not know is a typing error, of which it only warns.
        warnings.simplefilter("error", UserWarning)
        try:
            return MongoClient(
                uri,
                appname="data-refresh",
                event_listeners=[commands],
                serverSelectionTimeoutMS=15_000,
                connectTimeoutMS=10_000,
                socketTimeoutMS=60_000,
            )
        except (ValueError, TypeError, KeyError, OSError, UserWarning):
            raise cannot_be_understood() from None
