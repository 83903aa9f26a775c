"""Hashes under the run's key, a family of its own for each purpose."""

from collections.abc import Callable
from hashlib import blake2b


def start(key: bytes, purpose: str, size: int) -> Callable[[], blake2b]:
    """Gives a keyed BLAKE2b of `size` bytes for a purpose (up to 16 ASCII characters), anew at each call.

    The purpose is RFC 7693's personalisation: the same value under two purposes has nothing in common.
    """
    return blake2b(key=key, digest_size=size, person=purpose.encode()).copy


def derived(key: bytes, purpose: str, value: bytes = b"") -> bytes:
    """32 bytes for a purpose, and for a value of it."""
    state = start(key, purpose, 32)()
    state.update(value)
    return state.digest()
