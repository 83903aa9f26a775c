"""What is looked for: the kinds of things that a batch of documents holds, as marks with their path."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import compress

import numpy as np

from data.verify.mail import addresses
from data.verify.marks import Array, Marker, Places
from data.verify.text import Mask, Text
from data.verify.tree import Path, Tree

WHOLE, MAIL, NUMBER, TOKEN, NAME, ID, BINARY, KEY_NAME = (
    "whole strings",
    "e-mail addresses",
    "telephone and account numbers",
    "tokens",
    "full names",
    "ids",
    "binaries",
    "map keys",
)
KINDS = (WHOLE, MAIL, NUMBER, TOKEN, NAME, ID, BINARY, KEY_NAME)
SHORTEST = 6  # characters of a string, bytes of a binary; what is shorter is equal by chance
# So many characters are looked at together: their arrays fit into a core's cache.
_TOGETHER = 100_000
_IN_TEXT = {WHOLE: Text.whole, NUMBER: Text.numbers, TOKEN: Text.tokens, ID: Text.ids, NAME: Text.names}


@dataclass(frozen=True)
class Column:
    """The strings of one path and BSON type ("key" for keys of an object): from `first` to before `last`."""

    path: Path
    bson_type: str
    first: int
    last: int


class Strings:
    """The strings of a batch, those of a column each once, with how often they stand there."""

    def __init__(self, tree: Tree) -> None:
        self.texts: list[str] = []
        self.columns: list[Column] = []
        counts: list[int] = []
        for node in tree.nodes():
            for bson_type, texts in node.texts():
                first = len(counts)
                bare = list(map(str.strip, texts))
                long = [len(text) >= SHORTEST for text in bare]
                self.texts += compress(bare, long)
                counts += compress(texts.values(), long)
                if len(counts) > first:
                    self.columns.append(Column(node.path, bson_type, first, len(counts)))
        self.counts = np.array(counts, np.int64)

    def by_column(self, places: Places) -> Iterator[tuple[Column, Mask]]:
        """The columns of these strings, given by their place in the list, and which of them each has."""
        lasts = np.array([column.last for column in self.columns])
        columns = np.searchsorted(lasts, places, side="right")
        for number in np.unique(columns).tolist():
            yield self.columns[number], columns == number


@dataclass(frozen=True)
class Found:
    """Things of one kind: their marks, and where they begin in a text, whose first string is at `first`."""

    kind: str
    marks: Array
    _at: Places
    _text: Text
    _first: int

    def places(self, these: Mask | slice = slice(None)) -> Places:
        """The places in the list of strings of those that hold these."""
        return self._text.owners(self._at[these]) + self._first


def pieces(strings: list[str], marker: Marker, kinds: tuple[str, ...]) -> Iterator[Found]:
    """The things of these kinds, of those that are in texts, that the strings hold."""
    for first, last in _portions(strings):
        text = Text(strings[first:last], marker)
        for kind in kinds:
            at, marks = _IN_TEXT[kind](text)
            if len(marks):
                yield Found(kind, marks, at, text, first)


def _portions(strings: list[str]) -> Iterator[tuple[int, int]]:
    """From which to before which of the strings."""
    ends = np.cumsum(np.fromiter(map(len, strings), np.int64, len(strings)))
    first = 0
    while first < len(strings):
        before = ends[first - 1] if first else 0
        last = int(np.searchsorted(ends, before + _TOGETHER)) + 1
        yield first, last
        first = last


@dataclass(frozen=True)
class Mail:
    """The e-mail addresses in strings: which string holds each, and whether its domain is reserved."""

    texts: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    reserved: list[bool] = field(default_factory=list)


def mail_of(strings: list[str]) -> Mail:
    """Every address in them."""
    mail = Mail()
    for place, text in enumerate(strings):
        if "@" in text:
            for address, reserved in addresses(text):
                mail.texts.append(address)
                mail.places.append(place)
                mail.reserved.append(reserved)
    return mail
