"""What the driver raises, as one line for people: told by its class and code, never by its text.

The driver's texts hold hosts, commands and what stood in them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    CursorNotFound,
    ExecutionTimeout,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from data.errors import DataError, Failed, Refused

# `src/mongo/base/error_codes.yml` of the server's source; 8000 is Atlas' own.
_UNAUTHORIZED, _LOGIN_FAILED, _ATLAS = 13, 18, 8000
_SNAPSHOT_GONE = {239: "SnapshotTooOld", 246: "SnapshotUnavailable"}
_NO_REPLICA_SET = {20, 123}
_AS_IT_WAS = "Nothing was changed there, and the target is as it was."
# A server that nobody writes to forgets just the same, so a restored backup helps only with a window of its
# own or as an archive (seen on 8.2).
_WINDOW = (
    "A server keeps its past for minSnapshotHistoryWindowInSeconds, 300 by default, and no other moment was "
    "taken in its place; the target is as it was. Two ways out: a longer window, where one may set it; or a "
    "backup restored to a cluster of its own, with a longer window there, or as a mongodump archive of it."
)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what the driver raises inside into Refused or Failed."""
    try:
        yield
    except PyMongoError as error:
        raise _told(error) from None


def cannot_be_understood() -> Refused:
    """For an address that the driver does not take."""
    return Refused(
        "The source's address cannot be understood: look at its options, and whether special characters of "
        "user and password are written as %xx."
    )


def _told(error: PyMongoError) -> DataError:
    if isinstance(error, OperationFailure):
        return _of_the_server(error)
    if isinstance(error, ServerSelectionTimeoutError):
        return Failed(f"No server of the source could be reached: {_obstacle(str(error))} {_AS_IT_WAS}")
    if isinstance(error, NetworkTimeout):
        return Failed(f"The source stopped answering in the middle; run it again. {_AS_IT_WAS}")
    if isinstance(error, ConnectionFailure):
        return Failed(
            "The connection to the source was lost, as when another of its servers becomes the primary; "
            f"run it again. {_AS_IT_WAS}"
        )
    if isinstance(error, ConfigurationError):
        return _of_the_address(str(error))
    return Failed(f"The driver gave up reading the source ({type(error).__name__}). {_AS_IT_WAS}")


def _of_the_server(error: OperationFailure) -> DataError:
    name = (error.details or {}).get("codeName") or type(error).__name__
    if error.code in (_LOGIN_FAILED, _ATLAS):
        return Refused(
            "The source does not let this user in: user, password or authSource of the address are wrong, or "
            "the user is not (yet, or no longer) there."
        )
    if error.code == _UNAUTHORIZED:
        return Failed(f"The source's user may no longer read it; did somebody change his roles? {_AS_IT_WAS}")
    if error.code in _SNAPSHOT_GONE:
        gone = _SNAPSHOT_GONE[error.code]
        return Failed(f"The source no longer holds the moment that is being read ({gone}). {_WINDOW}")
    if error.code in _NO_REPLICA_SET:
        return Refused(
            f"The source cannot be read at one point in time ({name}): it takes a replica set, of one server "
            "at least, or an Atlas cluster."
        )
    if isinstance(error, CursorNotFound | ExecutionTimeout):
        return Failed(f"The source ended the read ({name}); run it again. {_AS_IT_WAS}")
    return Failed(f"The source answered with an error: {name}, code {error.code}. {_AS_IT_WAS}")


def _obstacle(text: str) -> str:
    """What in the way of a connection the driver's text speaks of."""
    if "SSL" in text or "certificate" in text.lower():
        return "TLS failed; look at the certificate, and at tls in the address."
    if "Name or service" in text or "nodename" in text or "name resolution" in text:
        return "its host name is not known; look for a typing error."
    return "look at host and port, and whether this machine is let in (Atlas: the IP access list)."


def _of_the_address(text: str) -> Refused:
    if "DNS" in text or "SRV" in text:
        return Refused(
            "The source's host is not known to DNS (mongodb+srv asks it); look for a typing error."
        )
    if text.startswith("Snapshot reads require"):
        return Refused("The source cannot be read at one point in time: that takes MongoDB 5.0 or newer.")
    return cannot_be_understood()
