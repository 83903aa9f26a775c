"""What people read when the target's server or the way to it fails: one line, no address, no value."""

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.errors import PyMongoError

from data.errors import Failed, NotLetIn
from data.faults import NOT_LET_IN, Fault, fault_of, name_of

_SAID: dict[Fault, str] = {
    "right": "its user lacks a right for this: give it `readWrite` on the target's database",
    "login": "it does not accept this user and password: see which credential the address holds",
    "atlas": "Atlas refuses it: a wrong user or password, or a cluster whose space is used up",
    "disk full": "its disk is full (OutOfDiskSpace): make room there, for the old and the new data together",
    "invalid": "a sanitized document breaks the collection's validator: let the policy do as it says",
    "duplicate": "two documents are the same where they may not be: let the policy keep them apart",
    "too large": "a document is larger than MongoDB takes (16 MiB): let the policy drop its largest field",
    "long name": "the database's and the collection's name are together too long",
    "ended": "it took longer than the server allows",
    "unreachable": "no primary of it answers: see whether the cluster runs and lets this machine in",
    "silent": "it did not answer in time: see whether the cluster is overloaded",
    "lost": "the connection to its primary broke: run it again when the cluster is well",
    "address": "its address is not one that drivers understand or DNS knows: copy it from Atlas again",
}
_MAY_PASS: tuple[Fault, ...] = ("unreachable", "silent", "lost", "busy")


class Passing(Failed):
    """The same may succeed when it is tried again: a primary was lost, a lock not to be had."""


@contextmanager
def told(doing: str, *, opening: bool = False) -> Iterator[None]:
    """Turns what pymongo raises inside into Failed or Passing: 'the target, <doing>: <reason>'.

    While the target is being opened, NotLetIn for a login that it does not accept.
    """
    try:
        yield
    except PyMongoError as error:
        fault = fault_of(error)
        not_let_in = opening and fault in NOT_LET_IN
        kind = NotLetIn if not_let_in else Passing if fault in _MAY_PASS else Failed
        reason = _SAID[fault] if fault in _SAID else f"its server answered {name_of(error)}"
        raise kind(f"the target, {doing}: {reason}") from None
