"""People's names and where they live, and companies: invented words in the form of the original."""

import re
from hashlib import shake_128
from struct import iter_unpack

from data.sanitize.words import in_the_case_of, invented

_PART = re.compile(r"[^\W\d_]+|\d+|[^\w ,.\-/'\n]|_")


def name(digest: bytes, original: str) -> str:
    """One word of a person's name: `Anna` becomes `Taxvovejqa`, one of 42 million, in the original's case."""
    return in_the_case_of(original, invented(int.from_bytes(digest), 2))


def company(digest: bytes, _original: str) -> str:
    """`Taxvovejqaluzxo Kivqamexji Bozjutaqvi`: 88 bits, for companies' names can be unique."""
    word = invented(int.from_bytes(digest), 7)
    return f"{word[:15]} {word[15:25]} {word[25:]}".title()


def address(digest: bytes, original: str) -> str:
    """A line of an address: words become invented ones, numbers others of up to four digits.

    One without a word (a post code) becomes five digits, too few to be anything by chance.
    """
    if not re.search(r"[^\W\d_]{2}", original):
        return f"{int.from_bytes(digest) % 100_000:05}"
    source = iter_unpack(">I", shake_128(digest).digest(4 * len(original)))

    def replaced(found: re.Match[str]) -> str:
        (number,) = next(source)
        part = found[0]
        if part.isdecimal():
            return str(number)[-min(len(part), 4) :]
        if not part.isalpha():
            return " "
        return in_the_case_of(part, invented(number, 1 if len(part) < 6 else 2))

    return _PART.sub(replaced, original)
