"""What a maker of a value knows: chance, the document's number and person, and who else there is."""

import struct
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import TypeVar

from bson.objectid import ObjectId

from sandbox.clusters.people.person import Person, person

_T = TypeVar("_T")
_FIRST_DAY = datetime(2023, 1, 9, 6)
_FIRST_SECOND = 1673244000
_DAYS = 1390
# Those that texts name: of these there are documents in `users`.
_KNOWN = 2000
_DANGLING = 0.02


class Making:
    """One stream of documents. `whole`: the document at hand holds every field there is."""

    whole: bool
    number: int
    person: Person
    moment: datetime

    def __init__(self, seed: int, sizes: Mapping[str, int]) -> None:
        self.seed, self.sizes = seed, sizes
        self.rng = Random(seed)  # noqa: S311
        self.random = self.rng.random
        self._marks: dict[str, bytes] = {}

    def begin(self, collection: str, number: int) -> None:
        """From here on the number-th document of the collection is made."""
        self.whole, self.number = number == 0, number
        self.person = person(number if collection == "users" else self.below(self.sizes["users"]))
        self.moment = _FIRST_DAY + timedelta(milliseconds=self.below(_DAYS * 86_400_000))

    def below(self, count: int) -> int:
        """A whole number from 0 to count - 1."""
        return int(self.random() * count)

    def pick(self, values: Sequence[_T]) -> _T:
        """One of them."""
        return values[int(self.random() * len(values))]

    def somebody(self) -> Person:
        """One of the people that have a document in `users`."""
        return person(self.below(min(self.sizes["users"], _KNOWN)))

    def identity(self, collection: str, number: int) -> ObjectId:
        """The `_id` of a collection's number-th document, whether there is one or not."""
        if collection not in self._marks:
            self._marks[collection] = blake2b(f"{self.seed} {collection}".encode(), digest_size=5).digest()
        seconds = _FIRST_SECOND + number * 97 % (_DAYS * 86_400)
        return ObjectId(
            struct.pack(">I", seconds) + self._marks[collection] + (number & 0xFFFFFF).to_bytes(3, "big")
        )

    def reference(self, collection: str) -> ObjectId:
        """The `_id` of one of a collection's documents; now and then of one that is gone."""
        size = self.sizes.get(collection, 0)
        number = self.below(size) if size and self.random() > _DANGLING else size + self.below(1000)
        return self.identity(collection, number)

    def new_id(self) -> ObjectId:
        """An `_id` that nothing refers to."""
        return ObjectId(self.rng.randbytes(12))

    def date(self) -> datetime:
        """A moment within sixty days of the document's, to the millisecond."""
        return self.moment + timedelta(milliseconds=self.below(60 * 86_400_000))
