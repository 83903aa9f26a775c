"""The places of a collection's documents, each with what happens there; it grows with what is met.

A policy answers by path and type, slowly. Here its answers hang in a tree that has the documents' own form,
and a batch is walked once for all its documents: what stands at one place is gathered, and changed in one go.
"""

from itertools import chain, islice
from typing import Any

from data.documents import TYPE_NAMES, Document
from data.errors import Failed
from data.policy.model import Policy
from data.policy.paths import ITEM, KEY, Path, is_field_name
from data.sanitize.handlers import DROPPED, Handler, Handlers
from data.sanitize.unclassified import shown, unclassified

# More names in one object are data themselves, kept by a policy that says `*`: they are not hoarded.
_NAMES = 10_000
_Column = tuple[list[Any], list[Document]]


class Tree:
    """The places of one collection. After an exception it is of no more use."""

    def __init__(self, collection: str, policy: Policy, handlers: Handlers) -> None:
        self.collection = collection
        self._policy = policy
        self._handlers = handlers
        self.root = self.objects(())

    def objects(self, path: Path) -> Handler:
        """What happens to the objects there that are looked into."""
        keys = self._policy.key_action(self.collection, path)
        if keys is None:
            return _Fields(self, path).changed
        key = self._handlers.handler(keys, self.collection, (*path, KEY), "string")
        return _Maps(self, path, key).changed

    def handler(self, path: Path, kind: type) -> Handler | None:
        """What happens to values of a type there; None: they stay. Raises Unclassified."""
        bson_type = TYPE_NAMES[kind]
        action = self._policy.action(self.collection, path, bson_type)
        if action is None and kind is dict:
            return self.objects(path)
        if action is None and kind is list:
            return _Arrays(self, path).changed
        return self._handlers.handler(action, self.collection, path, bson_type)


class _Fields:
    """Objects whose keys are names of fields. They are changed in place."""

    def __init__(self, tree: Tree, path: Path) -> None:
        self._tree = tree
        self._path = path
        # By name and type the values met and the objects that have them; None: they stay.
        self._met: dict[str, dict[type, _Column | None]] = {}
        self._columns: list[tuple[str, Handler, list[Any], list[Document]]] = []

    def changed(self, documents: list[Document]) -> list[Document]:
        met = self._met
        for document in documents:
            for name, value in document.items():
                try:
                    column = met[name][type(value)]
                except KeyError:
                    column = self._learn(name, type(value))
                if column is not None:
                    values, holders = column
                    values.append(value)
                    holders.append(document)
        for name, handler, values, holders in self._columns:
            if not values:
                continue
            made = handler(values)
            if made is not values:
                _put_back(name, made, holders)
            values.clear()
            holders.clear()
        if len(met) > _NAMES:
            self._met, self._columns = {}, []
        return documents

    def _learn(self, name: str, kind: type) -> _Column | None:
        path = (*self._path, name)
        if not is_field_name(name):
            raise unclassified(self._tree.collection, path, TYPE_NAMES[kind])
        handler = self._tree.handler(path, kind)
        column: _Column | None = None
        if handler is not None:
            column = [], []
            self._columns.append((name, handler, *column))
        self._met.setdefault(name, {})[kind] = column
        return column


def _put_back(name: str, made: list[Any], documents: list[Document]) -> None:
    for document, value in zip(documents, made, strict=True):
        if value is DROPPED:
            del document[name]
        else:
            document[name] = value


class _Place:
    """What stands at one path, whatever its types."""

    def __init__(self, tree: Tree, path: Path) -> None:
        self._tree = tree
        self._path = path
        self._handlers: dict[type, Handler | None] = {}

    def changed(self, values: list[Any]) -> list[Any]:
        """What the values are to be, or DROPPED; the list itself if all of them stay."""
        kinds = set(map(type, values))
        if len(kinds) == 1:
            handler = self._handler(kinds.pop())
            return handler(values) if handler else values
        made = values
        for kind in kinds:
            handler = self._handler(kind)
            if handler:
                at = [number for number, value in enumerate(values) if type(value) is kind]
                made = made if made is not values else values.copy()
                for number, value in zip(at, handler([values[number] for number in at]), strict=True):
                    made[number] = value
        return made

    def _handler(self, kind: type) -> Handler | None:
        try:
            return self._handlers[kind]
        except KeyError:
            handler = self._handlers[kind] = self._tree.handler(self._path, kind)
            return handler


class _Arrays:
    """Arrays, changed in place; an element that is dropped leaves no gap."""

    def __init__(self, tree: Tree, path: Path) -> None:
        self._elements = _Place(tree, (*path, ITEM))

    def changed(self, arrays: list[list[Any]]) -> list[list[Any]]:
        elements = list(chain.from_iterable(arrays))
        if not elements:
            return arrays
        made = self._elements.changed(elements)
        if made is not elements:
            source = iter(made)
            for array in arrays:
                if array:
                    array[:] = [one for one in islice(source, len(array)) if one is not DROPPED]
        return arrays


class _Maps:
    """Objects whose keys are data. They are made anew."""

    def __init__(self, tree: Tree, path: Path, key: Handler | None) -> None:
        self._place = shown(tree.collection, (*path, KEY))
        self._key = key
        self._values = _Place(tree, (*path, KEY))

    def changed(self, maps: list[Document]) -> list[Document]:
        values = [value for one in maps for value in one.values()]
        if not values:
            return maps
        keys = list(chain.from_iterable(maps))
        source = zip(self._key(keys) if self._key else keys, self._values.changed(values), strict=True)
        return [self._joined(list(islice(source, len(one)))) for one in maps]

    def _joined(self, pairs: list[tuple[str, Any]]) -> Document:
        kept = [(key, value) for key, value in pairs if value is not DROPPED]
        made = dict(kept)
        if len(made) < len(kept):
            raise Failed(
                f"{self._place}: two keys of one map became the same, and a value would be lost; choose an "
                "action for the keys that keeps them apart"
            )
        return made
