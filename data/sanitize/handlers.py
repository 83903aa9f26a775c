"""What an action does to values of a type: a function of many at once, found once for each path and type."""

from collections.abc import Callable
from functools import cache
from typing import Any

from data.policy.actions import (
    Action,
    Constant,
    DateShift,
    Domain,
    Drop,
    Enum,
    Keep,
    Null,
    NumberBucket,
    Pseudonym,
    RandomNumber,
    Ref,
)
from data.policy.paths import Path
from data.sanitize import dates, numbers
from data.sanitize.pseudonyms import pseudonymiser
from data.sanitize.references import References
from data.sanitize.unclassified import unclassified, unfit

# As many values out as in, in their order. One call for many costs a fraction of as many calls.
Handler = Callable[[list[Any]], list[Any]]
# What a handler returns for a value that is to be left out.
DROPPED = object()


class Handlers:
    """The functions of a run; they hold its key, and nothing shows it."""

    def __init__(self, key: bytes) -> None:
        shift = dates.shift_of(key)
        self._references = References(key, shift)
        self._shifted = dates.shifted_by(shift)

        @cache
        def pseudonymise(domain: Domain) -> Handler:
            return pseudonymiser(domain, key)

        self._pseudonymise = pseudonymise

    def settle(self) -> None:
        """Ends what the handlers began: until then some of the values they returned are what they were."""
        self._references.settle()

    def handler(self, action: Action | None, collection: str, path: Path, bson_type: str) -> Handler | None:
        """What is done to values of this type there; None: they stay as they are.

        Raises Unclassified for no action, and for one that does not fit the type.
        """
        match action, bson_type:
            case Keep(types=types), _ if bson_type in types:
                return None
            case ((Drop() | Null() | Constant()), _):
                result = {Drop: DROPPED, Null: None}.get(type(action), getattr(action, "value", None))
                return lambda values: [result] * len(values)
            case Enum(values=values), "string":
                return _one_of(frozenset(values), collection, path)
            case Pseudonym(domain=domain), "string":
                return self._pseudonymise(domain)
            case Ref(), "objectId":
                return self._references.note
            case Ref(words=words), "string":
                return self._reference(words, collection, path)
            case DateShift(), "date":
                return self._shifted
            case NumberBucket(size=size), ("int" | "long" | "double" | "decimal"):
                lower = numbers.bucket(size)
                return lambda values: list(map(lower, values))
            case RandomNumber(), ("int" | "long" | "double"):
                return numbers.random_numbers
        raise unclassified(collection, path, bson_type)

    def _reference(self, words: tuple[str, ...], collection: str, path: Path) -> Handler:
        texts = self._references.texts

        def mapped(values: list[str]) -> list[Any]:
            found = texts(values, words)
            if None in found:
                raise unfit(
                    collection, path, "that is not made of ids, separators and words that the policy names"
                )
            return found

        return mapped


def _one_of(allowed: frozenset[str], collection: str, path: Path) -> Handler:
    def checked(values: list[str]) -> list[str]:
        if not allowed.issuperset(values):
            raise unfit(collection, path, "that is none of the values that the policy lists")
        return values

    return checked
