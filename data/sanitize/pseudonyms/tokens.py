"""Opaque strings: as long as the original and of its alphabet, at least 80 bits."""

import re
import string
from hashlib import shake_128
from uuid import UUID

_UPPER, _LOWER, _DIGITS = string.ascii_uppercase, string.ascii_lowercase, string.digits
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _table(alphabet: str) -> bytes:
    """For bytes.translate: each byte to a character; evenly, as far as 256 can be divided."""
    return bytes(ord(alphabet[byte % len(alphabet)]) for byte in range(256))


LETTERS = _table(_UPPER + _LOWER + _DIGITS)
DIGITS = _table(_DIGITS)
# What an original may consist of, what it becomes, and how many characters hold 80 bits.
_ALPHABETS = {
    "digits": (r"\d+", DIGITS, 25),
    "hex": (r"[0-9a-f]+", _table(_DIGITS + "abcdef"), 20),
    "HEX": (r"[0-9A-F]+", _table(_DIGITS + "ABCDEF"), 20),
    "small": (r"[0-9a-z]+", _table(_DIGITS + _LOWER), 16),
    "CAPITAL": (r"[0-9A-Z]+", _table(_DIGITS + _UPPER), 16),
    "letters": (r"[0-9A-Za-z]+", LETTERS, 16),
    "any": (r"(?s:.)+", _table(_UPPER + _LOWER + _DIGITS + "-_"), 16),
}
_ALPHABET = re.compile("|".join(rf"(?P<{name}>{form})\Z" for name, (form, _, _) in _ALPHABETS.items()))
# No hash: bcrypt's are 60 characters and begin with $2; what is none is equal to no password's.
UNUSABLE = "!no password: sanitized"


def token(digest: bytes, original: str) -> str:
    """Digits stay digits, hex hex, a UUID a UUID, the rest letters, digits, and - and _ (base64url)."""
    if len(original) == 36 and _UUID.fullmatch(original):
        return str(UUID(bytes=digest[:16]))
    found = _ALPHABET.match(original)
    _, table, least = _ALPHABETS[found.lastgroup or "any"] if found else _ALPHABETS["any"]
    length = max(len(original), least)
    stretch = digest[:length] if length <= len(digest) else shake_128(digest).digest(length)
    return stretch.translate(table).decode()


def password(_digest: bytes, _original: str) -> str:
    """One and the same for all, which no comparison of bcrypt's can match."""
    return UNUSABLE
