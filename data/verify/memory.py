"""What the source held, remembered as marks."""

from dataclasses import dataclass, field

import numpy as np

from data.gathered import Gathered
from data.verify.links import Links
from data.verify.marks import Marker, marker
from data.verify.names import names_in
from data.verify.pieces import (
    BINARY,
    ID,
    KEY_NAME,
    KINDS,
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
from data.verify.tree import EACH, KEY, Tree


@dataclass
class Memory:
    """By kind the marks of everything that was there, and how documents were linked."""

    sets: dict[str, Marks] = field(default_factory=lambda: {kind: Marks() for kind in KINDS})
    links: Links = field(default_factory=Links)
    strings: int = 0

    @classmethod
    def collect(cls, collection: str, documents: Gathered, salt: bytes) -> "Memory":
        """What these documents of the source hold, whatever their fields are called."""
        memory, mark = cls(), marker(salt)
        tree = Tree(documents)
        memory.links.documents[collection] = len(documents.values)
        for _, marks in memory.links.take_ids(collection, tree, mark):
            memory.sets[ID].add(marks)
        strings = Strings(tree)
        memory.strings = int(strings.counts.sum())
        memory._take(strings, mark, collection)
        memory._take_keys(tree, mark)
        memory._take_names(names_in(tree, strings), mark)
        blobs = [one for node in tree.nodes() for one in node.binaries if len(one) >= SHORTEST]
        memory.sets[BINARY].add(mark.blobs(blobs))
        return memory

    def merge(self, other: "Memory") -> "Memory":
        """Takes in another's; itself."""
        for kind, marks in other.sets.items():
            self.sets[kind].add(marks.settle())
        self.links.merge(other.links)
        self.strings += other.strings
        return self

    @property
    def size(self) -> int:
        """Bytes of what `check` needs of it: 8 for each mark, and for how many of each kind there are."""
        return 8 * (len(KINDS) + sum(map(len, self.sets.values())))

    def move(self, buffer: memoryview) -> None:
        """Has its marks there from now on, at least `size` bytes which other processes may look into."""
        words, first = np.frombuffer(buffer, np.uint64), len(KINDS)
        for number, kind in enumerate(KINDS):
            marks = self.sets[kind].settle()
            words[number] = len(marks)
            words[first : first + len(marks)] = marks
            first += len(marks)
        self.sets = self.of(buffer).sets

    @classmethod
    def of(cls, buffer: memoryview) -> "Memory":
        """What was moved there: it looks into the buffer and copies nothing."""
        words = np.frombuffer(buffer, np.uint64)
        ends = len(KINDS) + np.cumsum(words[: len(KINDS)], dtype=np.int64)
        memory, first = cls(), len(KINDS)
        for kind, end in zip(KINDS, ends.tolist(), strict=True):
            memory.sets[kind] = Marks.of_sorted(words[first:end])
            first = end
        return memory

    def _take(self, strings: Strings, mark: Marker, collection: str) -> None:
        for found in pieces(strings.texts, mark, (WHOLE, NUMBER, TOKEN, ID)):
            self.sets[found.kind].add(found.marks)
            if found.kind == ID:
                self.links.take_written(collection, strings, found)
        self._take_mail(strings.texts, mark)

    def _take_mail(self, texts: list[str], mark: Marker) -> None:
        for found in pieces(mail_of(texts).texts, mark, (WHOLE,)):
            self.sets[MAIL].add(found.marks)

    def _take_keys(self, tree: Tree, mark: Marker) -> None:
        """Names of fields, as small maps look like objects with fields."""
        keys = sorted({key for node in tree.nodes() for key in node.fields} - {EACH, KEY})
        for found in pieces([key for key in keys if len(key) >= SHORTEST], mark, (WHOLE,)):
            self.sets[KEY_NAME].add(found.marks)

    def _take_names(self, names: set[str], mark: Marker) -> None:
        for found in pieces(list(names), mark, (NAME,)):
            self.sets[NAME].add(found.marks)
