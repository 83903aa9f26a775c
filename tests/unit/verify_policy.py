"""A small policy for the tests of the verifier: what is written in a table, and everything else changed."""

from dataclasses import dataclass, field
from typing import Any, Literal

from bson.objectid import ObjectId

from data.documents import Document
from data.gathered import Gathered
from data.policy.actions import Action, Pseudonym, Ref
from data.verify.findings import Findings, check
from data.verify.memory import Memory
from data.verify.tree import Path

SALT = b"a salt for the tests, of 32 bytes"


@dataclass(frozen=True)
class Table:
    actions: dict[tuple[Path, str], Action] = field(default_factory=dict)
    maps: dict[Path, Action] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()

    def treatment(self, collection: str) -> Literal["sanitize", "drop"] | None:
        return "drop" if collection in self.dropped else "sanitize"

    def action(self, collection: str, path: Path, bson_type: str) -> Action | None:
        if action := self.actions.get((path, bson_type)):
            return action
        return {"objectId": Ref(), "string": Pseudonym(domain="text")}.get(bson_type)

    def key_action(self, collection: str, path: Path) -> Action | None:
        return self.maps.get(path)


NOTHING_STAYS = Table()


def an_id(number: int) -> ObjectId:
    return ObjectId(f"{0x65A1B2C3:08x}{number:016x}")


def remember(*documents: Document, collection: str = "users") -> Memory:
    return Memory.collect(collection, Gathered(list(documents)), SALT)


def look(memory: Memory, *documents: Document, policy: Table = NOTHING_STAYS) -> Findings:
    return check(Gathered(list(documents)), "users", memory, policy, SALT)


def leaks(memory: Memory, value: Any, policy: Table = NOTHING_STAYS) -> set[str]:
    """The kinds of leaks that a document with this value in it is flagged for."""
    return {place.check for place in look(memory, {"out": value}, policy=policy).leaks}
