"""Documents turned into columns: for each path the strings, ids, binaries and map keys that stand there."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from bson.code import Code
from bson.datetime_ms import DatetimeMS
from bson.dbref import DBRef
from bson.decimal128 import Decimal128
from bson.int64 import Int64
from bson.max_key import MaxKey
from bson.min_key import MinKey
from bson.objectid import ObjectId
from bson.regex import Regex
from bson.timestamp import Timestamp

from data.documents import Document, type_name
from data.gathered import Gathered

Path = tuple[str, ...]
EACH, KEY = "[]", "<key>"
# Numbers and dates are equal by chance too often for a hit to say anything.
PLAIN = frozenset(
    {bool, int, Int64, float, Decimal128, datetime, DatetimeMS, type(None), Timestamp, MinKey, MaxKey}
)
# What can be the name of a field. Any other key is data (an id, an address, a date), and so are the keys
# of an object with more names than anybody models.
_FIELD_NAME = re.compile(r"(?!(?:\D*\d){4})[A-Za-z_$][\w$-]{0,60}")
_MOST_FIELDS = 500


class Node:
    """One path of a collection, with what stood there in the documents walked, in their order."""

    __slots__ = ("binaries", "fields", "ids", "objects", "others", "path", "strings")

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fields: dict[str, Node] = {}
        self.strings: Counter[str] = Counter()
        self.ids: list[ObjectId] = []
        self.objects: list[Document] = []
        self.binaries: list[bytes] = []
        self.others: dict[str, Counter[str]] = {}

    def texts(self) -> Iterator[tuple[str, Counter[str]]]:
        """What is text there and how often, by BSON type (of keys: "key"): also the text inside binaries."""
        if self.strings:
            yield "string", self.strings
        if self.binaries:
            yield "binData", Counter(str(one, "utf-8", "replace") for one in self.binaries)
        yield from self.others.items()

    def below(self, segment: str) -> "Node":
        """The node one segment further down, made when it is first met."""
        if (node := self.fields.get(segment)) is None:
            node = self.fields[segment] = Node((*self.path, segment))
        return node


class Tree:
    """The columns of some documents. `is_map` says of an object's path whether its keys are data."""

    def __init__(self, documents: Gathered, is_map: Callable[[Path], bool] = lambda _: False) -> None:
        self.root = Node(())
        self._is_map = is_map
        self._objects(self.root, documents)

    def nodes(self) -> Iterator[Node]:
        """Every path met."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            waiting.extend(node.fields.values())
            yield node

    def _values(self, node: Node, column: Gathered) -> None:
        """Takes in what stands at one path in all the documents."""
        if not column.kinds.isdisjoint((DBRef, Code)):
            column = Gathered(list(map(_opened, column.values)))
        for kind in column.kinds - PLAIN:
            if kind is str:
                node.strings = column.strings
            elif kind is ObjectId:
                node.ids = column.of(ObjectId)
            elif kind is dict:
                self._objects(node, column)
            elif kind is list:
                self._values(node.below(EACH), column.elements)
            else:
                for one in column.of(kind):
                    self._other(node, one)

    def _objects(self, node: Node, column: Gathered) -> None:
        node.objects, fields = column.of(dict), column.fields
        data = fields if self._is_map(node.path) else data_among(fields)
        for name, below in fields.items():
            if name not in data:
                self._values(node.below(name), below)
        if data:
            items = [item for one in node.objects for item in one.items() if item[0] in data]
            child = node.below(KEY)
            child.others["key"] = Counter(key for key, _ in items)
            self._values(child, Gathered([value for _, value in items]))

    def _other(self, node: Node, value: Any) -> None:
        if isinstance(value, bytes):
            node.binaries.append(value)
        elif isinstance(value, UUID):
            node.binaries.append(value.bytes)
        else:
            text = str(value.pattern if isinstance(value, Regex) else value)
            node.others.setdefault(type_name(value), Counter())[text] += 1


def _opened(value: Any) -> Any:
    """A reference as the object that it is in BSON, code as its text and the variables that it is given."""
    if type(value) is DBRef:
        return dict(value.as_doc())
    return [str(value), dict(value.scope or {})] if type(value) is Code else value


def data_among(names: Collection[str]) -> Container[str]:
    """Those that can be no names of fields, all of them if there are too many."""
    if len(names) > _MOST_FIELDS:
        return names
    return {name for name in names if not _FIELD_NAME.fullmatch(name)}
