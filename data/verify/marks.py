"""Things told apart by 64-bit marks that depend on the run's salt, many at a time.

The mark of a piece of text is a sum over its bytes, of a random number for the byte times a power of a random
base for its place (modulo 2^64), divided by the power for the place of its first byte, mixed at the end: so
it is summed up for all pieces of a text at once. Table and base are drawn from the salt: two unequal pieces
have the same mark once in about 2^60 pairs. blake2b takes 1 us for each piece; this takes 5 ns for each byte
of a text, words and all. It tells apart, it does not hide: marks stay in the memory of the run.
"""

from functools import lru_cache
from hashlib import blake2b, shake_256

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

NONE: Array = np.empty(0, np.uint64)
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))  # the finalizer of MurmurHash3
_SHIFT = np.uint64(33)
_SHORT = 12  # bytes of text for each piece; of so many pieces the sums of all that is before them are quicker


def mixed(values: Array) -> Array:
    """Each number with its bits spread over all 64."""
    spread = values ^ (values >> _SHIFT)
    for factor in _MIX:
        spread *= factor
        spread ^= spread >> _SHIFT
    return spread


class Marker:
    """What the salt determines: a number for each byte, and the base with its powers and their inverses."""

    def __init__(self, salt: bytes) -> None:
        drawn = np.frombuffer(shake_256(salt).digest(8 * 259), np.uint64)
        self.salt = salt
        self.table = drawn[:256].copy()
        self.ids = drawn[256:258] | np.uint64(1)
        # 5 modulo 8: the powers of such a base come round only after 2^62 places.
        self.base = int(drawn[258]) & ~7 | 5
        self.powers = self.inverses = NONE

    def reach(self, length: int) -> None:
        """Has the powers of at least so many places."""
        if len(self.powers) < length:
            length = max(length, 2 * len(self.powers), 1 << 16)
            self.powers = _powers(self.base, length)
            self.inverses = _powers(pow(self.base, -1, 1 << 64), length)

    def terms(self, data: Bytes) -> Array:
        """What each byte of a text adds to the marks of the pieces that it is in."""
        self.reach(len(data))
        # No byte is beyond the table; `clip` spares the check, which takes three times as long as the rest.
        terms: Array = self.table.take(data, mode="clip")
        terms *= self.powers[: len(data)]
        return terms

    def pieces(self, terms: Array, starts: Places, ends: Places) -> Array:
        """The marks of the pieces from `starts` to before `ends` of the text: none of them is empty, and at
        least one byte is behind the last.
        """
        if not len(starts):
            return NONE
        if len(terms) > _SHORT * len(starts):
            edges = np.empty(2 * len(starts), np.int64)
            edges[0::2], edges[1::2] = starts, ends
            # Sums from each edge to the next: of the pieces, and of what is between.
            sums = np.add.reduceat(terms, edges)[::2]
        else:
            before = np.zeros(len(terms) + 1, np.uint64)
            np.cumsum(terms, out=before[1:])
            sums = before.take(ends, mode="clip") - before.take(starts, mode="clip")
        return mixed(sums * self.inverses.take(starts, mode="clip"))

    def object_ids(self, raw: bytes) -> Array:
        """The marks of ObjectIds, 12 bytes each."""
        words = np.frombuffer(raw, "<u4").reshape(-1, 3).astype(np.uint64)
        high = (words[:, 0] << np.uint64(32)) | words[:, 1]
        return mixed(mixed(high * self.ids[0]) + words[:, 2] * self.ids[1])

    def blobs(self, blobs: list[bytes]) -> Array:
        """The marks of binaries, each as a whole."""
        digests = (blake2b(one, digest_size=8, key=self.salt[:64]).digest() for one in blobs)
        return np.frombuffer(b"".join(digests), np.uint64)


def _powers(base: int, length: int) -> Array:
    values = np.full(length, base, np.uint64)
    values[0] = 1
    return np.cumprod(values, dtype=np.uint64)


@lru_cache(maxsize=2)
def marker(salt: bytes) -> Marker:
    """The marker of a run, made once in each process."""
    return Marker(salt)
