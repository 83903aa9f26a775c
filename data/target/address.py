"""An address as it is written, before anybody is asked, and a connection to it."""

import warnings
from dataclasses import dataclass, field

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from data.documents import CODEC, Document
from data.errors import Refused
from data.target.faults import told

_SCHEMES = ("mongodb://", "mongodb+srv://")
_NOT_FOR_DATA = ("admin", "local", "config")


@dataclass(frozen=True, slots=True)
class Target:
    """The database that is overwritten. What is written without a word about it waits for a majority.

    `loader` is for inserts: without retryable writes, of which the server keeps a record each (MongoDB 8.2
    takes 77 MB/s on one core instead of 60).
    """

    uri: str = field(repr=False)
    client: MongoClient[Document] = field(repr=False)
    loader: MongoClient[Document] = field(repr=False)
    database: Database[Document] = field(repr=False)

    def close(self) -> None:
        """Gives the connections back."""
        self.client.close()
        self.loader.close()


def hosts_in(uri: str) -> tuple[str, ...]:
    """The hosts that an address names, small, without ports; for `mongodb+srv` the one that DNS resolves."""
    authority = uri.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return tuple(host.rpartition(":")[0] or host for host in authority.lower().split(","))


def connect(uri: str) -> Target:
    """Without a check: `guard.open_target` makes them. Contacts nobody yet, but DNS for `mongodb+srv`.

    Raises Refused for what is no address or names no database.
    """
    try:
        # The driver leaves out what it does not understand (`tls=ture`), with a warning only.
        with warnings.catch_warnings(action="error", category=UserWarning):
            client, loader = (
                MongoClient[Document](uri, connect=False, appname="data-refresh", retryWrites=retried)
                for retried in (True, False)
            )
            name = client.get_default_database().name if uri.startswith(_SCHEMES) else ""
    except (UserWarning, KeyError):
        raise Refused(
            "the target's address has an option that MongoDB's drivers do not understand: "
            "it would be left out, as `tls` may be; correct what stands behind the `?`"
        ) from None
    except OSError:  # before ValueError: an error of TLS is both
        raise Refused(
            "the target's address has an option that names a file that cannot be read or holds no certificate"
            ": correct what stands behind the `?`"
        ) from None
    except (PyMongoError, ValueError):
        name = ""
    if not name or name in _NOT_FOR_DATA:
        raise Refused(
            "the target's address names no database for data, or is none that MongoDB's drivers understand: "
            "copy it from Atlas, put the database after the host, and escape what is special in the password"
        )
    database = client.get_database(
        name,
        codec_options=CODEC,
        read_preference=ReadPreference.PRIMARY,
        write_concern=WriteConcern(w="majority"),
    )
    return Target(uri, client, loader, database)


def ask(target: Target) -> Document:
    """What the server says of itself (`hello`). Raises Refused for a login that it does not accept."""
    with told("asking who answers", opening=True):
        return target.client.admin.command("hello")


def members(hello: Document) -> tuple[str, ...]:
    """The hosts of the replica set as they call themselves, small, without ports."""
    return tuple(host.rpartition(":")[0].lower() for host in hello.get("hosts", ()))
