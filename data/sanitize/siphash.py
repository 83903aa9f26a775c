"""SipHash-2-4 of many ids at once.

Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012): a keyed pseudorandom function made for short
inputs. Who has not its key of 128 bits can neither turn it back nor tell whether a guessed id is the one.
"""

import struct

import numpy as np
from numpy.typing import NDArray

_Words = NDArray[np.uint64]
_ID = 12
# The paper's constants, as it pairs them here: v0 and v2, v1 and v3.
_EVEN = (0x736F6D6570736575, 0x6C7967656E657261)
_ODD = (0x646F72616E646F6D, 0x7465646279746573)
_WORD = np.uint64(64)
_HALF = np.uint64(32)
_FIRST = np.array([[13], [16]], np.uint64)
_SECOND = np.array([[17], [21]], np.uint64)


def siphash(key: bytes, ids: bytes) -> _Words:
    """The 64 bits of each id of 12 bytes, under a key of 16 bytes."""
    first, second = struct.unpack("<2Q", key)
    words = np.frombuffer(ids, "<u4").reshape(-1, _ID // 4).astype(np.uint64)
    even, odd, spare = (np.empty((2, len(words)), np.uint64) for _ in range(3))
    even[:] = [[first ^ constant] for constant in _EVEN]
    odd[:] = [[second ^ constant] for constant in _ODD]
    # Eight bytes, then the last four with the length in the top byte.
    for message in (words[:, 0] | words[:, 1] << _HALF, words[:, 2] | np.uint64(_ID << 56)):
        odd[1] ^= message
        _rounds(2, even, odd, spare)
        even[0] ^= message
    even[1] ^= np.uint64(0xFF)
    _rounds(4, even, odd, spare)
    even ^= odd
    made: _Words = np.bitwise_xor(even[0], even[1])
    return made


def _rounds(times: int, even: _Words, odd: _Words, spare: _Words) -> None:
    """Both halves of a round work on two of the four words at a time, in place."""
    for _ in range(times):
        np.add(even, odd, even)
        _rotate(odd, _FIRST, spare)
        np.bitwise_xor(odd, even, odd)
        _rotate(even[0], _HALF, spare[0])
        np.add(even, odd[::-1], even)
        _rotate(odd, _SECOND, spare)
        np.bitwise_xor(odd, even[::-1], odd)
        _rotate(even[1], _HALF, spare[1])


def _rotate(words: _Words, bits: np.uint64 | _Words, spare: _Words) -> None:
    np.left_shift(words, bits, spare)
    np.right_shift(words, _WORD - bits, words)
    np.bitwise_or(words, spare, words)
