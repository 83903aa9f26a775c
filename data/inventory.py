"""What the source holds: every document's paths and BSON types, counted and held against the policy."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from data.documents import TYPE_NAMES, Batch
from data.errors import Refused
from data.gathered import Gathered
from data.policy.actions import Action
from data.policy.model import Policy
from data.policy.paths import is_field_name, text_of
from data.policy.table import word_of
from data.policy.values import fits

Place = tuple[str, tuple[str, ...], str]
"""A collection, a path in it, a BSON type (or `key`: a key of a map)."""

_CONTAINERS = (dict, list)
# An object with more names than this at one path is a map, whatever they look like.
_MOST_FIELDS = 500
# As much as somebody reads; and a receipt has to hold it.
_MOST_LINES = 200


@dataclass
class Inventory:
    """Counts of documents by collection, of values by place, and of those the policy has no answer for."""

    documents: Counter[str] = field(default_factory=Counter)
    values: Counter[Place] = field(default_factory=Counter)
    unclassified: Counter[Place] = field(default_factory=Counter)

    def merge(self, other: "Inventory") -> None:
        """Add what another one counted."""
        self.documents.update(other.documents)
        self.values.update(other.values)
        self.unclassified.update(other.unclassified)

    def refuse(self) -> None:
        """Raise Refused, with each place and its count and never a value, if anything is unclassified."""
        if self.unclassified:
            raise Unclassified(self.unclassified)

    def actions(self, policy: Policy) -> dict[str, dict[str, int]]:
        """For each collection, how many of the paths and types that it holds each action takes."""
        found: dict[str, Counter[str]] = {}
        for collection, path, kind in self.values:
            if action := policy.action(collection, path, kind):
                found.setdefault(collection, Counter())[word_of(action)] += 1
        return {collection: dict(sorted(counts.items())) for collection, counts in found.items()}


class Unclassified(Refused):
    """The source holds what the policy does not name; `places` says what, and how often."""

    def __init__(self, places: Counter[Place]) -> None:
        self.places = dict(sorted(places.items()))
        lines = [f"  {shown(*place)}: {count}" for place, count in islice(self.places.items(), _MOST_LINES)]
        if more := len(self.places) - len(lines):
            lines.append(f"  and {more:,} more: a map, it seems, whose keys look like names of fields")
        super().__init__(
            "\n".join(
                [
                    "The source holds what the policy does not name, so nothing was written:",
                    *lines,
                    "Give each an action in the policy (`python -m ops data plan` says which would do): what "
                    "is not classified could be anybody's data.",
                ]
            )
        )


def shown(collection: str, path: tuple[str, ...], kind: str) -> str:
    """A place in words: `users.tags[] (string)`."""
    return f"{text_of(collection, path)} ({kind})"


class Surveyor:
    """Takes batches of one run in one process; what it learned of a policy is kept between them."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._roots: dict[str, _Node] = {}

    def look(self, batch: Batch, documents: Gathered) -> Inventory:
        """The inventory of a batch, whose documents are decoded already."""
        found = Inventory()
        found.documents[batch.collection] = batch.count
        treatment = self._policy.treatment(batch.collection)
        if treatment is None:
            found.unclassified[batch.collection, (), "collection"] = batch.count
        if treatment != "sanitize":
            return found
        root = self._roots.get(batch.collection)
        if root is None:
            root = self._roots[batch.collection] = _Node(self._policy, batch.collection, ())
        root.objects(documents)
        root.give(found)
        return found


class _Node:
    """A path of a collection: what was seen there since it was last asked, and what lies below.

    It takes many documents at a time, by column: counting the types of a column costs little, and only what
    must be looked at is.
    """

    def __init__(self, policy: Policy, collection: str, path: tuple[str, ...]) -> None:
        self._policy, self._collection, self._path = policy, collection, path
        self._below: dict[str, _Node] = {}
        self._counts: Counter[type] = Counter()
        self._bad: Counter[str] = Counter()
        self._rules: dict[type, Action | None] = {}
        self._keys = policy.key_action(collection, path)

    def objects(self, column: Gathered) -> None:
        """The objects that stand here: their fields, or a map's keys and values."""
        if self._keys is not None:
            self._maps(self._keys, column.fields)
            return
        for name, below in column.fields.items():
            self._field(name, len(below.values)).values(below)

    def values(self, column: Gathered) -> None:
        """All values that stand here."""
        for kind in column.kinds:
            count = len(column.of(kind))
            self._counts[kind] += count
            rule = self._rule(kind)
            if rule is None and kind not in _CONTAINERS:
                self._bad[TYPE_NAMES[kind]] += count
            elif rule is None:
                self._look(kind, column)
            elif kind is str:
                self._bad["string"] += sum(
                    count for value, count in column.strings.items() if not fits(rule, value)
                )

    def _look(self, kind: type, column: Gathered) -> None:
        # Nothing below an empty one asks whether anybody knows this path, whose name may be data too.
        if self._rule(type(None)) is None:
            self._bad[TYPE_NAMES[kind]] += sum(not value for value in column.of(kind))
        if kind is dict:
            self.objects(column)
        elif column.elements.values:
            self._child("[]").values(column.elements)

    def _maps(self, action: Action, fields: dict[str, Gathered]) -> None:
        inside = self._child("<key>")
        inside._bad["key"] += sum(len(one.values) for key, one in fields.items() if not fits(action, key))
        inside.values(Gathered([value for one in fields.values() for value in one.values]))

    def _field(self, name: str, count: int) -> "_Node":
        # A key that is no field's name may be anybody's data: it is shown as what it is, a key of a map.
        if is_field_name(name) and (name in self._below or len(self._below) < _MOST_FIELDS):
            return self._child(name)
        inside = self._child("<key>")
        inside._bad["key"] += count
        return inside

    def _child(self, segment: str) -> "_Node":
        node = self._below.get(segment)
        if node is None:
            node = _Node(self._policy, self._collection, (*self._path, segment))
            self._below[segment] = node
        return node

    def _rule(self, kind: type) -> Action | None:
        if kind not in self._rules:
            self._rules[kind] = self._policy.action(self._collection, self._path, TYPE_NAMES[kind])
        return self._rules[kind]

    def give(self, found: Inventory) -> None:
        """Hand over what was counted, here and below, and begin at nothing again."""
        for kind, count in self._counts.items():
            found.values[self._collection, self._path, TYPE_NAMES[kind]] += count
        for name, count in self._bad.items():
            if count:
                found.unclassified[self._collection, self._path, name] += count
        self._counts.clear()
        self._bad.clear()
        for node in self._below.values():
            node.give(found)
