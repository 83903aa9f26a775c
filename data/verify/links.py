"""Documents counted, their ids and what refers to them: alike for the source and what was loaded."""

from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter

import numpy as np

from data.verify.marks import Array, Marker
from data.verify.pieces import Found, Strings
from data.verify.sets import Counted, Marks
from data.verify.tree import Path, Tree

_ID = ("_id",)
# The driver's own slot, as `binary` is a property: with `list` it takes half as long.
_bytes = attrgetter("_ObjectId__id")


@dataclass
class Links:
    """`ids`: the `_id`s of each collection. `references`: other ids, by collection, path and BSON type."""

    documents: Counter[str] = field(default_factory=Counter)
    ids: dict[str, Marks] = field(default_factory=dict)
    references: dict[tuple[str, Path, str], Counted] = field(default_factory=dict)

    def merge(self, other: "Links") -> None:
        """Takes in another's."""
        self.documents += other.documents
        for collection, marks in other.ids.items():
            self.ids.setdefault(collection, Marks()).add(marks.settle())
        for place, counted in other.references.items():
            self.references.setdefault(place, Counted()).merge(counted)

    def _refer(self, collection: str, path: Path, bson_type: str, marks: Array) -> None:
        self.references.setdefault((collection, path, bson_type), Counted()).add(marks)

    def take_ids(self, collection: str, tree: Tree, marker: Marker) -> list[tuple[Path, Array]]:
        """Takes in the ObjectIds of these documents; gives them by path."""
        found = []
        for node in tree.nodes():
            if node.ids:
                marks = marker.object_ids(b"".join(list(map(_bytes, node.ids))))
                found.append((node.path, marks))
                if node.path == _ID:
                    self.ids.setdefault(collection, Marks()).add(marks)
                elif node.path[-1] != "_id":
                    self._refer(collection, node.path, "objectId", marks)
        return found

    def take_written(self, collection: str, strings: Strings, found: Found) -> None:
        """Takes in the ids that are written in strings and keys."""
        places = found.places()
        for column, here in strings.by_column(places):
            marks = np.repeat(found.marks[here], strings.counts[places[here]])
            self._refer(collection, column.path, column.bson_type, marks)
