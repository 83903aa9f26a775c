"""The proof, in each run, that the verifier finds what it is there to find."""

from collections.abc import Mapping

from bson.objectid import ObjectId

from data.documents import Document
from data.errors import Leaked
from data.gathered import Gathered
from data.policy.actions import Action, Null
from data.verify.declared import Rules
from data.verify.findings import UNRESERVED, Findings, check
from data.verify.memory import Memory
from data.verify.pieces import BINARY, ID, KEY_NAME, KINDS, MAIL, NAME, NUMBER, TOKEN, WHOLE
from data.verify.tree import Path

# Nobody's: a reserved domain would not be found by the check for those, so here it is one that nobody has.
_PERSON: Document = {
    "_id": ObjectId("0123456789abcdef01234567"),
    "first": "Quintilia",
    "last": "Oberwasser",
    "contact": "Quintilia.Oberwasser@post.invalid-domain",
    "call": "+41 00 123 45 67",
    "account": "CH00 0000 1234 5678 9012 3",
    "link": "https://host.invalid/t/Zz0_planted-token-0815",
    "note": "a sentence that was written for this proof alone",
    "photo": b"\x00\x01planted bytes\x02",
    "tags": {"planted key": 1, "plantedKey": 1},
}
# Each piece of it at another place and in another form.
_LEAKS: dict[str, Document] = {
    WHOLE: {"a": ["A sentence that was written for this proof alone "]},
    MAIL: {"a": {"b": "write to quintilia.oberwasser@post.invalid-domain."}},
    NUMBER: {"a": [["or call 0041 (0)00 1234567"]]},
    TOKEN: {"a": "see ?t=zz0_planted-token-0815&x"},
    NAME: {"a": "as OBERWASSER, Quintilia says"},
    ID: {"a": "/of/0123456789ABCDEF01234567/"},
    BINARY: {"a": b"\x00\x01planted bytes\x02"},
    KEY_NAME: {"map": {"plantedKey": 1}},
    UNRESERVED: {"a": "anybody@somewhere.ch"},
}


class _Nothing:
    """A policy that leaves nothing as it was; what is under `map` is one."""

    def treatment(self, collection: str) -> None:
        return None

    def action(self, collection: str, path: Path, bson_type: str) -> Action | None:
        return None

    def key_action(self, collection: str, path: Path) -> Action | None:
        return Null() if path == ("map",) else None


def prove(originals: Mapping[str, list[Document]], memory: Memory, policy: Rules, salt: bytes) -> None:
    """Looks at planted leaks and at documents of the source, by collection, as if they had been loaded.

    Raises Leaked unless the planted ones and each kind of thing that the originals hold are found, and
    unless something of the originals counts as a leak under the policy.
    """
    planted = Memory.collect("proof", Gathered([_PERSON]), salt)
    for kind, document in _LEAKS.items():
        if not _kinds(check(Gathered([document]), "proof", planted, _Nothing(), salt)) >= {kind}:
            raise _untrusted(f"{kind} were planted and not found")
    leaks = 0
    for collection, some in originals.items():
        documents = Gathered(some)
        held = Memory.collect(collection, documents, salt)
        missed = {kind for kind in KINDS if kind != KEY_NAME and len(held.sets[kind])}
        found = check(documents, collection, memory, policy, salt)
        missed -= _kinds(found)
        if missed:
            raise _untrusted(
                f"{', '.join(sorted(missed))} of original documents of {collection} were not found"
            )
        leaks += sum(found.leaks.values())
    if any(originals.values()) and not leaks:
        raise _untrusted("original documents were taken for sanitized ones")


def _kinds(findings: Findings) -> set[str]:
    return {place.check for place in (*findings.leaks, *findings.stays)}


def _untrusted(why: str) -> Leaked:
    return Leaked(
        f"the verifier cannot be trusted: {why}; so nothing is known of what was loaded, and the target "
        "stays as it was: report this as a bug"
    )
