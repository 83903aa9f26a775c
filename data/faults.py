"""What an error of MongoDB's driver is, told by code and class: each end says it in its own line.

Never by the driver's texts, which hold hosts, commands and values (a duplicate key): none is passed on.
"""

from typing import Literal

from pymongo import errors
from pymongo.errors import OperationFailure, PyMongoError

_OfTheWay = Literal["address", "unreachable", "silent", "lost", "login", "atlas"]
_OfTheServer = Literal["right", "busy", "ended", "disk full", "moment gone", "no replica set"]
_OfADocument = Literal["too large", "invalid", "duplicate", "long name"]
Fault = _OfTheWay | _OfTheServer | _OfADocument
# `src/mongo/base/error_codes.yml` of the server's source; 8000 is Atlas' own.
_CODES: dict[int, Fault] = {
    2: "too large",  # BadValue: what a server says of an insert of more than 16 MiB
    13: "right",
    18: "login",
    20: "no replica set",  # IllegalOperation
    24: "busy",  # LockTimeout
    26: "busy",  # NamespaceNotFound: another process was faster
    43: "ended",  # CursorNotFound
    50: "ended",  # MaxTimeMSExpired
    73: "long name",  # InvalidNamespace
    112: "busy",  # WriteConflict
    121: "invalid",  # DocumentValidationFailure
    123: "no replica set",
    239: "moment gone",  # SnapshotTooOld
    246: "moment gone",  # SnapshotUnavailable
    8000: "atlas",
    10107: "lost",  # NotWritablePrimary
    10334: "too large",
    11000: "duplicate",
    12587: "busy",  # BackgroundOperationInProgressForNamespace
    14031: "disk full",
}
_CLASSES: tuple[tuple[type[PyMongoError], Fault], ...] = (
    (errors.ServerSelectionTimeoutError, "unreachable"),
    (errors.NetworkTimeout, "silent"),
    (errors.ConnectionFailure, "lost"),
    (errors.ConfigurationError, "address"),
)
# Atlas' own number says that nobody was let in, or, once something was begun, that space is used up.
NOT_LET_IN: tuple[Fault, ...] = ("login", "atlas")


def fault_of(error: PyMongoError) -> Fault | None:
    """What it is; None for what neither end has words for."""
    of_class = next((fault for kind, fault in _CLASSES if isinstance(error, kind)), None)
    return _CODES.get(code_of(error) or 0, of_class)


def code_of(error: PyMongoError) -> int | None:
    """The server's number for it; of a bulk write the first one's."""
    if isinstance(error, errors.BulkWriteError):
        problems = error.details.get("writeErrors") or error.details.get("writeConcernErrors") or [{}]
        code = problems[0].get("code")
        return code if isinstance(code, int) else None
    return error.code if isinstance(error, OperationFailure) else None


def name_of(error: PyMongoError) -> str:
    """The server's name for it, else that of its class."""
    name = (error.details or {}).get("codeName") if isinstance(error, OperationFailure) else None
    # A code name is an identifier; anything else could hold a value.
    return name if isinstance(name, str) and name.isidentifier() else type(error).__name__
