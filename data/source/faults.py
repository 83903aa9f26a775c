"""What people read when the source's server or the way to it fails: one line, no address, no value."""

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.errors import OperationFailure, PyMongoError

from data.errors import Failed, NotLetIn, Refused
from data.faults import NOT_LET_IN, Fault, code_of, fault_of, name_of

_AS_IT_WAS = "Nothing was changed there, and the target is as it was."
_ADDRESS = (
    "The source's address cannot be understood: look at its options, and whether special characters of user "
    "and password are written as %xx."
)
# Of the window: a server that nobody writes to forgets just the same, so a restored backup helps only with a
# longer one of its own or as an archive (seen on 8.2).
_SAID: dict[Fault, str] = {
    **dict.fromkeys(
        NOT_LET_IN,
        "The source does not let this user in: user, password or authSource of the address are wrong, or the "
        "user is not (yet, or no longer) there.",
    ),
    "right": "The source's user may no longer read it; did somebody change his roles?",
    "silent": "The source stopped answering in the middle; run it again.",
    "lost": "The connection to the source was lost, as when another of its servers becomes the primary; "
    "run it again.",
    "ended": "The source ended the read ({name}); run it again.",
    "moment gone": "The source no longer holds the moment that is being read ({name}). A server keeps its "
    "past for minSnapshotHistoryWindowInSeconds, 300 by default, and no other moment was taken in its place. "
    "Two ways out: a longer window, where one may set it; or a backup restored to a cluster of its own, with "
    "a longer window there, or as a mongodump archive of it.",
    "no replica set": "The source cannot be read at one point in time ({name}): it takes a replica set, of "
    "one server at least, or an Atlas cluster.",
}


@contextmanager
def told_plainly(*, opening: bool = False) -> Iterator[None]:
    """Turn what the driver raises inside into Failed, or Refused while the source is being opened."""
    try:
        yield
    except PyMongoError as error:
        fault = fault_of(error)
        if opening and fault in (*NOT_LET_IN, "no replica set", "address"):
            kind = NotLetIn if fault in NOT_LET_IN else Refused
            raise kind(_said(error, fault)) from None
        raise Failed(f"{_said(error, fault)} {_AS_IT_WAS}") from None


def cannot_be_understood() -> Refused:
    """For an address that the driver does not take."""
    return Refused(_ADDRESS)


def _said(error: PyMongoError, fault: Fault | None) -> str:
    if fault == "unreachable":
        return f"No server of the source could be reached: {_obstacle(str(error))}"
    if fault == "address":
        return _of_the_address(str(error))
    if fault in _SAID:
        return _SAID[fault].format(name=name_of(error))
    if isinstance(error, OperationFailure):
        return f"The source answered with an error: {name_of(error)}, code {code_of(error)}."
    return f"The driver gave up reading the source ({name_of(error)})."


def _obstacle(text: str) -> str:
    """What in the way of a connection the driver's text speaks of."""
    if "SSL" in text or "certificate" in text.lower():
        return "TLS failed; look at the certificate, and at tls in the address."
    if "Name or service" in text or "nodename" in text or "name resolution" in text:
        return "its host name is not known; look for a typing error."
    return "look at host and port, and whether this machine is let in (Atlas: the IP access list)."


def _of_the_address(text: str) -> str:
    if "DNS" in text or "SRV" in text:
        return "The source's host is not known to DNS (mongodb+srv asks it); look for a typing error."
    if text.startswith("Snapshot reads require"):
        return "The source cannot be read at one point in time: that takes MongoDB 5.0 or newer."
    return _ADDRESS
