"""Sets and counted sets of marks: 8 or 16 bytes for each distinct one, merged without sorting every time."""

import numpy as np
import numpy.typing as npt

from data.verify.marks import NONE, Array, Bytes, Places

Counts = npt.NDArray[np.int64]
_FEW = 1 << 16  # so many wait before they are sorted in


class Marks:
    """A set of marks."""

    def __init__(self, values: Array = NONE) -> None:
        self._sorted = NONE
        self._waiting: list[Array] = []
        self._count = 0
        self._sieve: Bytes | None = None
        self.add(values)

    @classmethod
    def of_sorted(cls, values: Array) -> "Marks":
        """The set of these, which are sorted and each there once; they are not copied."""
        marks = cls()
        marks._sorted = values
        return marks

    def add(self, values: Array) -> None:
        """Takes these in."""
        if len(values):
            self._waiting.append(values)
            self._count += len(values)
            if self._count > max(_FEW, len(self._sorted)):
                self.settle()

    def settle(self) -> Array:
        """All of them, sorted, each once."""
        if self._waiting:
            every = np.concatenate([self._sorted, *self._waiting])
            # Let go of what is in it already: at its largest, all this is twice as long as the set.
            self._sorted, self._waiting, self._count, self._sieve = NONE, [], 0, None
            every.sort()
            self._sorted = every[np.append(True, every[1:] != every[:-1])]
        return self._sorted

    def __len__(self) -> int:
        return len(self.settle())

    def __getstate__(self) -> Array:
        return self.settle()

    def __setstate__(self, values: Array) -> None:
        Marks.__init__(self)
        self._sorted = values

    def holds(self, values: Array) -> npt.NDArray[np.bool_]:
        """For each of these whether it is in the set."""
        known = self.settle()
        if not len(known) or not len(values):
            return np.zeros(len(values), np.bool_)
        # Nearly all are not: a table of their first bits says so without a search.
        sieve, bits = self._sieved()
        at, bit = _in_table(values, bits)
        found: npt.NDArray[np.bool_] = sieve.take(at, mode="clip") & bit != 0
        maybe = values[found]
        places = np.searchsorted(known, maybe)
        places[places == len(known)] = 0
        found[found] = known[places] == maybe
        return found

    def _sieved(self) -> tuple[Bytes, int]:
        bits = min(25, len(self._sorted).bit_length() + 6)
        if self._sieve is None:
            self._sieve = np.zeros(1 << bits - 3, np.uint8)
            for some in np.array_split(self._sorted, 1 + len(self._sorted) // _FEW):
                np.bitwise_or.at(self._sieve, *_in_table(some, bits))
        return self._sieve, bits


def _in_table(values: Array, bits: int) -> tuple[Places, Bytes]:
    """In which byte of a table of 2^bits bits the first so many bits of each value are, and as which bit."""
    first = values >> (64 - bits)
    return (first >> 3).view(np.int64), np.left_shift(np.uint8(1), first.astype(np.uint8) & 7)


class Counted:
    """A set of marks that says how often each was added."""

    def __init__(self, values: Array = NONE, counts: Counts | None = None) -> None:
        self.values, self.counts = NONE, np.empty(0, np.int64)
        self._waiting: list[tuple[Array, Counts]] = []
        self.add(values, counts)

    def add(self, values: Array, counts: Counts | None = None) -> None:
        """Takes these in, once each or so often."""
        if len(values):
            self._waiting.append((values, np.ones(len(values), np.int64) if counts is None else counts))
            if sum(len(one) for one, _ in self._waiting) > max(_FEW, len(self.values)):
                self.settle()

    def merge(self, other: "Counted") -> None:
        """Takes in another's."""
        other.settle()
        self.add(other.values, other.counts)

    def settle(self) -> None:
        """Sorts in what waits."""
        if self._waiting:
            values = np.concatenate([self.values, *(one for one, _ in self._waiting)])
            counts = np.concatenate([self.counts, *(many for _, many in self._waiting)])
            order = np.argsort(values)
            values, counts = values[order], counts[order]
            first = np.flatnonzero(np.append(True, values[1:] != values[:-1]))
            self.values, self.counts = values[first], np.add.reduceat(counts, first)
            self._waiting = []

    def within(self, marks: Marks) -> int:
        """How many of what was added are in the set."""
        self.settle()
        return int(self.counts[marks.holds(self.values)].sum())
