"""What was loaded, looked at piece by piece for what the source held."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from data.gathered import Gathered
from data.policy.values import without
from data.verify.declared import Declared, Rules, declared
from data.verify.links import Links
from data.verify.marks import Marker, Places, marker
from data.verify.memory import Memory
from data.verify.pieces import (
    BINARY,
    ID,
    KEY_NAME,
    MAIL,
    NAME,
    NUMBER,
    SHORTEST,
    TOKEN,
    WHOLE,
    Strings,
    mail_of,
    pieces,
)
from data.verify.sets import Marks
from data.verify.text import Mask
from data.verify.tree import Path, Tree

# Not a comparison with the source: nobody may be written to from staging, whoever it is.
UNRESERVED = "only reserved domains"
OPTIONS = "literals in options"


class Place(NamedTuple):
    """Where something of the source was found."""

    check: str
    collection: str
    path: Path


@dataclass
class Findings:
    """How many values of the source are leaks at each place, or stay there by declaration.

    `covered` says how many things each check looked at. `original` are the marks of the strings that stand
    where the policy leaves them.
    """

    leaks: Counter[Place] = field(default_factory=Counter)
    stays: Counter[Place] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    original: Marks = field(default_factory=Marks)
    links: Links = field(default_factory=Links)

    def merge(self, other: "Findings") -> "Findings":
        """Takes in another's; itself."""
        self.leaks += other.leaks
        self.stays += other.stays
        self.covered += other.covered
        self.original.add(other.original.settle())
        self.links.merge(other.links)
        return self


def check(documents: Gathered, collection: str, memory: Memory, policy: Rules, salt: bytes) -> Findings:
    """What of the source stands in these documents, which were read back from where they were loaded."""
    return _Check(collection, memory, declared(policy, collection), marker(salt)).of(documents)


class _Check:
    def __init__(self, collection: str, memory: Memory, rules: Declared, mark: Marker) -> None:
        self.collection, self.memory, self.rules, self.mark = collection, memory, rules, mark
        self.findings = Findings()

    def of(self, documents: Gathered) -> Findings:
        tree = Tree(documents, self.rules.is_map)
        self.findings.links.documents[self.collection] = len(documents.values)
        strings = Strings(tree)
        self._leave_out_words(strings)
        may = self._may_stay(strings)
        self._strings(strings, may)
        self._mail(strings, may)
        self._ids(tree)
        self._binaries(tree)
        return self.findings

    def _leave_out_words(self, strings: Strings) -> None:
        """Those beside ids stay by declaration, though somebody may have written them: `Skill Levels`."""
        for column in strings.columns:
            if words := self.rules.beside_ids(column.path, column.bson_type):
                here = slice(column.first, column.last)
                strings.texts[here] = [without(words, text) for text in strings.texts[here]]

    def _strings(self, strings: Strings, may: Mask) -> None:
        keys = np.zeros(len(may), np.bool_)
        for column in strings.columns:
            keys[column.first : column.last] = column.bson_type == "key"
        for kind in (WHOLE, NUMBER, TOKEN, NAME):
            self.findings.covered[kind] += int(strings.counts.sum())
        self.findings.covered[KEY_NAME] += int(strings.counts[keys].sum())
        for found in pieces(strings.texts, self.mark, (WHOLE, NUMBER, TOKEN, ID, NAME)):
            hits = self.memory.sets[found.kind].holds(found.marks)
            places = found.places(hits)
            self._count(found.kind, strings, may, places)
            if found.kind == WHOLE:
                self.findings.original.add(found.marks[hits][may[places]])
                if keys.any():
                    named = self.memory.sets[KEY_NAME].holds(found.marks) & ~hits
                    places = found.places(named)
                    self._count(KEY_NAME, strings, may, places[keys[places]])
            elif found.kind == ID:
                self.findings.covered[ID] += int(strings.counts[found.places()].sum())
                self.findings.links.take_written(self.collection, strings, found)

    def _may_stay(self, strings: Strings) -> Mask:
        may = np.zeros(len(strings.texts), np.bool_)
        for column in strings.columns:
            here = slice(column.first, column.last)
            values = self.rules.stays(column.path, column.bson_type)
            if values is None:
                may[here] = True
            elif values:
                may[here] = [text in values for text in strings.texts[here]]
        return may

    def _count(self, kind: str, strings: Strings, may: Mask, places: Places) -> None:
        """Each string once for each kind, however many pieces of it were found."""
        if not len(places):
            return
        places = np.unique(places)
        for column, here in strings.by_column(places):
            for counter, these in (
                (self.findings.stays, places[here & may[places]]),
                (self.findings.leaks, places[here & ~may[places]]),
            ):
                if len(these):
                    counter[Place(kind, self.collection, column.path)] += int(strings.counts[these].sum())

    def _mail(self, strings: Strings, may: Mask) -> None:
        """Addresses of the source, and any at all under a domain where somebody may read them."""
        mail = mail_of(strings.texts)
        self.findings.covered[MAIL] += len(mail.texts)
        places = np.array(mail.places, np.int64)
        nowhere = np.zeros(len(strings.texts), np.bool_)
        self.findings.covered[UNRESERVED] += len(mail.texts)
        self._count(UNRESERVED, strings, nowhere, places[~np.array(mail.reserved, np.bool_)])
        for found in pieces(mail.texts, self.mark, (WHOLE,)):
            hits = self.memory.sets[MAIL].holds(found.marks)
            self._count(MAIL, strings, may, places[found.places(hits)])

    def _ids(self, tree: Tree) -> None:
        for path, marks in self.findings.links.take_ids(self.collection, tree, self.mark):
            self.findings.covered[ID] += len(marks)
            self._seen(ID, path, "objectId", int(self.memory.sets[ID].holds(marks).sum()))

    def _binaries(self, tree: Tree) -> None:
        for node in tree.nodes():
            blobs = [one for one in node.binaries if len(one) >= SHORTEST]
            self.findings.covered[BINARY] += len(blobs)
            hits = self.memory.sets[BINARY].holds(self.mark.blobs(blobs))
            self._seen(BINARY, node.path, "binData", int(hits.sum()))

    def _seen(self, kind: str, path: Path, bson_type: str, count: int) -> None:
        if count:
            stays = self.rules.stays(path, bson_type) is None
            counter = self.findings.stays if stays else self.findings.leaks
            counter[Place(kind, self.collection, path)] += count
