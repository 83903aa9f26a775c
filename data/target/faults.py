"""What people read when the target's server or the way to it fails: one line, no address, no value.

pymongo's own texts hold both (a duplicate key and its value, hosts, a whole command): none is passed on.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.errors import (
    BulkWriteError,
    ConfigurationError,
    ConnectionFailure,
    InvalidURI,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from data.errors import Failed

# Codes of src/mongo/base/error_codes.yml; 8000 is Atlas' own.
UNAUTHORIZED, DUPLICATE_KEY, INVALID_DOCUMENT, NOT_FOUND = 13, 11000, 121, 26
_TOO_LARGE = "a document is larger than MongoDB takes (16 MiB): let the policy drop its largest field"
_CODES = {
    UNAUTHORIZED: "its user lacks a right for this: give it `readWrite` on the target's database",
    18: "it does not accept this user and password: see which credential the address holds",
    8000: "Atlas refuses it: a wrong user or password, or a cluster whose space is used up",
    14031: "its disk is full (OutOfDiskSpace): make room there, for the old and the new data together",
    10107: "it is no longer the primary (NotWritablePrimary): run it again when the set has elected one",
    INVALID_DOCUMENT: "a sanitized document breaks the collection's validator: let the policy do as it says",
    DUPLICATE_KEY: "two documents are the same where they may not be: let the policy keep them apart",
    2: _TOO_LARGE,  # BadValue: what a server says of an insert of more than 16 MiB
    10334: _TOO_LARGE,
    73: "the database's and the collection's name are together too long",
    50: "it took longer than the server allows",
}


# LockTimeout, WriteConflict, BackgroundOperationInProgressForNamespace; and where another process was faster.
_PASSING = {24, 112, 12587, NOT_FOUND}


class Interrupted(Failed):
    """The same may succeed when it is tried again: a primary was lost, a lock not to be had."""


def code_of(error: PyMongoError) -> int | None:
    """The server's number for it; of a bulk write the first one's."""
    if isinstance(error, BulkWriteError):
        problems = error.details.get("writeErrors") or error.details.get("writeConcernErrors") or [{}]
        code = problems[0].get("code")
        return code if isinstance(code, int) else None
    return error.code if isinstance(error, OperationFailure) else None


def reason(error: PyMongoError) -> str:
    """What went wrong and what to do, made from the kind of the error alone."""
    code = code_of(error)
    if code in _CODES:
        return _CODES[code]
    if isinstance(error, ServerSelectionTimeoutError):
        return "no primary of it answers: see whether the cluster runs and lets this machine in"
    if isinstance(error, NetworkTimeout):
        return "it did not answer in time: see whether the cluster is overloaded"
    if isinstance(error, ConnectionFailure):
        return "the connection to its primary broke: run it again when the cluster is well"
    if isinstance(error, InvalidURI | ConfigurationError):
        return "its address is not one that drivers understand or DNS knows: copy it from Atlas again"
    return f"its server answered {_code_name(error) or type(error).__name__}"


def _code_name(error: PyMongoError) -> str | None:
    details = error.details if isinstance(error, OperationFailure) else None
    name = details.get("codeName") if details else None
    # A code name is an identifier; anything else could hold a value.
    return name if isinstance(name, str) and re.fullmatch(r"[A-Za-z]\w*", name) else None


@contextmanager
def told(doing: str) -> Iterator[None]:
    """Turns what pymongo raises into Failed or Interrupted: 'the target, <doing>: <reason>'."""
    try:
        yield
    except PyMongoError as error:
        passing = isinstance(error, ConnectionFailure) or code_of(error) in _PASSING
        kind = Interrupted if passing else Failed
        raise kind(f"the target, {doing}: {reason(error)}") from None
