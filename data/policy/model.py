"""The policy: what happens to every value of a database, or that nobody has said so yet."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from data.policy.actions import (
    Action,
    Constant,
    DateShift,
    Drop,
    Enum,
    Keep,
    Null,
    NumberBucket,
    Pseudonym,
    RandomNumber,
    Ref,
)
from data.policy.paths import ANY, ITEM, KEY, Path, Pattern, covers, is_field_name, words

NUMBERS = ("int", "long", "double", "decimal")
_TAKES: dict[type[Action], tuple[str, ...]] = {
    Enum: ("string",),
    Pseudonym: ("string",),
    NumberBucket: NUMBERS,
    RandomNumber: ("int", "long", "double"),
    DateShift: ("date",),
    Ref: ("objectId", "string"),
}
# Whole objects and arrays too, which are then not looked into.
ANY_TYPE = (Drop, Null, Constant)
# Letters; a shorter word is a part of others by chance, as `age` is of `page`.
_TELLING = 5
_KEPT_NULL = Keep(types=("null",))


@dataclass(frozen=True)
class Rule:
    """What happens to the values at the paths of a pattern."""

    pattern: Pattern
    action: Action


@dataclass(frozen=True)
class Policy:
    """What a policy file says. Its answers are worked out anew each time: whoever asks often remembers them.

    `dropped` gives the reason for each collection that stays empty, `defaults` an action by BSON type,
    `sensitive` the words in a field's name that take its path out of the defaults, `objects` what the
    defaults reach into beside the objects in which a rule names something.
    """

    environment: str
    sanitized: frozenset[str]
    dropped: Mapping[str, str]
    defaults: Mapping[str, Action]
    sensitive: frozenset[str]
    rules: tuple[Rule, ...]
    keys: tuple[Rule, ...] = ()
    objects: tuple[Pattern, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hex, of what the policy says; how it is written does not count."""
        said = (
            self.environment,
            sorted(self.sanitized),
            sorted(self.dropped.items()),
            sorted((name, repr(action)) for name, action in self.defaults.items()),
            sorted(self.sensitive),
            *(
                sorted((str(one.pattern), repr(one.action)) for one in rules)
                for rules in (self.rules, self.keys)
            ),
            sorted(map(str, self.objects)),
        )
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def treatment(self, collection: str) -> Literal["sanitize", "drop"] | None:
        """What happens to a collection; None for one that the policy does not name."""
        if collection in self.dropped:
            return "drop"
        return "sanitize" if collection in self.sanitized else None

    def action(self, collection: str, path: Path, bson_type: str) -> Action | None:
        """What happens to a value of this type there; None: unclassified.

        For "object" and "array" None means that it is looked into.
        """
        if collection not in self.sanitized:
            return None
        found = self._exact.get((collection, path)) or self._starred_action(collection, path)
        if found is None and self._is_known(collection, path):
            found = self._starred_action(None, path)
            if found is None:
                return self._default(path, bson_type)
        if found is None or isinstance(found, ANY_TYPE):
            return found
        if bson_type == "null":
            return _KEPT_NULL
        return found if takes(found, bson_type) else None

    def key_action(self, collection: str, path: Path) -> Action | None:
        """What happens to the keys of the object there; None where they are names of fields."""
        own = [rule for rule in self.keys if rule.pattern.collection == collection]
        return _best(own, (*path, KEY))

    def _starred_action(self, collection: str | None, path: Path) -> Action | None:
        ends = (path[-1:], (ANY,))
        return _best([rule for end in ends for rule in self._starred.get((collection, end), ())], path)

    def _default(self, path: Path, bson_type: str) -> Action | None:
        # Nothing is nothing, whatever it is called.
        is_barred = self.is_sensitive(path) and bson_type != "null"
        return None if is_barred else self.defaults.get(bson_type)

    def is_sensitive(self, path: Path) -> bool:
        """Whether one of the words is in a name of it; a long one also where nothing sets it apart."""
        return any(map(self._says_much, path))

    def _says_much(self, name: str) -> bool:
        return bool(words(name) & self.sensitive) or any(map(name.lower().__contains__, self._telling))

    def _is_known(self, collection: str, path: Path) -> bool:
        """Whether the path is a field of an object that the collection names, and looks like a field.

        In an object that nobody named the keys may be data: a map by user, say.
        """
        parent, known = _parent(path), self._known[collection]
        names = (segment for segment in path if segment not in (ITEM, KEY))
        return all(map(is_field_name, names)) and (
            parent in known or any(covers(one, parent) for one in known)
        )

    @cached_property
    def _telling(self) -> list[str]:
        return [word for word in self.sensitive if len(word) >= _TELLING]

    @cached_property
    def _exact(self) -> dict[tuple[str | None, Path], Action]:
        """The rules that name one path, which are more exact than all others."""
        return {
            (rule.pattern.collection, rule.pattern.segments): rule.action
            for rule in self.rules
            if rule.pattern.collection and ANY not in rule.pattern.segments
        }

    @cached_property
    def _starred(self) -> Mapping[tuple[str | None, Path], list[Rule]]:
        """The other rules by collection, under None those of any, and by the last segment of their path."""
        found = defaultdict(list)
        for rule in self.rules:
            at = rule.pattern.collection, rule.pattern.segments
            if at not in self._exact:
                found[at[0], at[1][-1:]].append(rule)
        return found

    @cached_property
    def _known(self) -> dict[str, set[Path]]:
        """The objects of each collection that its lines go into."""
        found: dict[str, set[Path]] = {collection: {()} for collection in self.sanitized}
        named = [(rule.pattern.collection, rule.pattern.segments) for rule in self.rules]
        for collection, path in (*named, *((one.collection, (*one.segments, "")) for one in self.objects)):
            if collection:
                found[collection] |= {path[:end] for end, name in enumerate(path) if name != ITEM}
        return found


def takes(action: Action, bson_type: str) -> bool:
    """Whether an action fits values of a type."""
    if isinstance(action, Keep):
        return bson_type in action.types
    return isinstance(action, ANY_TYPE) or bson_type in _TAKES[type(action)]


def _best(rules: list[Rule], path: Path) -> Action | None:
    found = [rule for rule in rules if rule.pattern.matches(path)]
    return max(found, key=lambda rule: rule.pattern.exactness).action if found else None


def _parent(path: Path) -> Path:
    """The object whose field, or whose field's elements, the path is."""
    while path and path[-1] == ITEM:
        path = path[:-1]
    return path[:-1]
