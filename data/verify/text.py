"""Many strings as one row of bytes, and the pieces of them that could stand in another text."""

import re
from functools import cached_property
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

from data.verify.marks import NONE, Array, Bytes, Marker, Places

Mask = npt.NDArray[np.bool_]
_COMBINING = re.compile("[\u0300-\u036f]")
# Keeps words of two strings further apart than those of one name.
_GAP = "\0" * 4
_HEX = np.full(256, 255, np.uint8)
_HEX[list(b"0123456789abcdef")] = range(16)
_BETWEEN_DIGITS = np.zeros(256, np.bool_)
_BETWEEN_DIGITS[list(b" -./()")] = True
_BETWEEN_NAMES = 3  # bytes: a space, a comma and a space
_SHORTEST_TOKEN, _HEX_ID = 16, 24
_NOWHERE = 3  # digits of 999


class Text:
    """The strings, without space around them, in small letters (of ASCII and Latin-1), composed (NFC)."""

    def __init__(self, strings: list[str], marker: Marker) -> None:
        self._marker = marker
        raw = _row(strings)
        if b"\xcc" in raw or b"\xcd" in raw:  # how UTF-8 begins what combines
            strings = [normalize("NFC", one) if _COMBINING.search(one) else one for one in strings]
            raw = _row(strings)
        self.data: Bytes = np.frombuffer(raw, np.uint8)
        gaps = np.flatnonzero(self.data == 0)
        if len(gaps) != len(_GAP) * (len(strings) + 1):
            self.data = np.frombuffer(_row([one.replace("\0", " ") for one in strings]), np.uint8)
            gaps = np.flatnonzero(self.data == 0)
        width = len(_GAP)
        self.starts: Places = gaps[width - 1 : -width : width] + 1
        self.ends: Places = gaps[width::width]
        self._fold()

    def _fold(self) -> None:
        """Capitals of ASCII, and of Latin-1: C3 80 to C3 9E, all but the times sign at C3 97."""
        self.data = self.data + (_among(self.data, "A", 26).view(np.uint8) << 5)
        after = np.flatnonzero(self.data == 0xC3) + 1
        letters = self.data[after]
        capitals = after[(letters < 0x9F) & (letters != 0x97)]
        self.data[capitals] += 0x20

    def owners(self, places: Places) -> Places:
        """Which of the strings each place is in."""
        return np.searchsorted(self.starts, places, side="right") - 1

    @cached_property
    def _terms(self) -> Array:
        return self._marker.terms(self.data)

    @cached_property
    def _is_word(self) -> Mask:
        """Letters and digits of ASCII, and what is beyond ASCII but for signs and spaces: U+0080-U+00BF (C2
        and one more byte), and U+2000-U+203F (E2 80 and one more).
        """
        mask = _among(self.data, "a", 26) | _among(self.data, "0", 10) | (self.data >= 0x80)
        for lead, width in ((0xE2, 3), (0xC2, 2)):
            first = np.flatnonzero(self.data == lead)
            if lead == 0xE2:
                first = first[self.data[first + 1] == 0x80]
            for step in range(width):
                mask[first + step] = False
        return mask

    @cached_property
    def _words(self) -> tuple[Places, Places]:
        edges = np.flatnonzero(self._is_word[1:] != self._is_word[:-1]) + 1
        return edges[0::2].copy(), edges[1::2].copy()

    @cached_property
    def _lengths(self) -> Places:
        starts, ends = self._words
        return ends - starts

    @cached_property
    def _digits(self) -> Places:
        return np.flatnonzero(_among(self.data, "0", 10))

    def _has_digit(self, starts: Places, ends: Places) -> Mask:
        found: Mask = np.searchsorted(self._digits, starts) < np.searchsorted(self._digits, ends)
        return found

    def whole(self) -> tuple[Places, Array]:
        """Each string that holds a letter or a digit: where it begins, and its mark."""
        first = np.append(self._words[0], len(self.data))
        said = first[np.searchsorted(first, self.starts)] < self.ends
        starts = self.starts[said]
        return starts, self._marker.pieces(self._terms, starts, self.ends[said])

    def tokens(self) -> tuple[Places, Array]:
        """Runs of 16 and more letters and digits with a digit among them, also joined by single - or _."""
        starts, ends = self._words
        first, last = self._joined()
        wide = self._lengths >= _SHORTEST_TOKEN
        starts = np.concatenate([starts[wide], starts[first]])
        ends = np.concatenate([ends[wide], ends[last]])
        wide = ends - starts >= _SHORTEST_TOKEN
        starts, ends = starts[wide], ends[wide]
        mixed = self._has_digit(starts, ends)
        starts, ends = starts[mixed], ends[mixed]
        return starts, self._marker.pieces(self._terms, starts, ends)

    def _joined(self) -> tuple[Places, Places]:
        """The first and the last word of each run of words with a single - or _ between them."""
        at = np.flatnonzero((self.data == ord("-")) | (self.data == ord("_")))
        at = at[self._is_word[at - 1] & self._is_word[at + 1]]
        left = np.searchsorted(self._words[1], at)
        apart = left[1:] - left[:-1] != 1
        return left[np.append(True, apart)[: len(at)]], left[np.append(apart, True)[: len(at)]] + 1

    def ids(self) -> tuple[Places, Array]:
        """Runs of 24 hexadecimal digits, with the mark of the ObjectId that they write."""
        starts = self._words[0][self._lengths == _HEX_ID]
        digits = _HEX[self.data[starts[:, None] + np.arange(_HEX_ID)]]
        hexadecimal = (digits < 16).all(axis=1)
        digits = digits[hexadecimal]
        raw = (digits[:, 0::2] << 4) | digits[:, 1::2]
        return starts[hexadecimal], self._marker.object_ids(raw.tobytes())

    def names(self) -> tuple[Places, Array]:
        """Each two words that stand beside each other, in whichever order: the marks are the same.

        A word with a digit is none of a name's; two house numbers would be equal by chance.
        """
        starts, ends = self._words
        named = self._lengths >= 2
        named[np.searchsorted(starts, self._digits, side="right") - 1] = False
        starts, ends = starts[named], ends[named]
        near = np.flatnonzero(starts[1:] - ends[:-1] <= _BETWEEN_NAMES)
        words = self._marker.pieces(self._terms, starts, ends)
        return starts[near], words[near] + words[near + 1]

    def numbers(self) -> tuple[Places, Array]:
        """Telephone and account numbers, whatever separates their digits.

        A run of 9 to 16 digits counts where it begins as a telephone number does, with +, ( or 0, and stands
        by itself: its last nine digits are what is left of it without country and trunk codes. A run of 14
        and more (cards, IBANs without their letters) counts whole. Shorter ones are dates and amounts.
        One that begins with +999, no country's code (ITU-T E.164), reaches nobody and counts whole only: else
        of 45,000 invented ones two would have the last nine digits of a true one by chance.
        """
        digits = self._digits
        if not len(digits):
            return digits, NONE
        first, last = self._runs_of_digits()
        long = last - first >= 8
        first, last = first[long], last[long]
        count = last - first + 1
        head, tail = digits[first], digits[last]
        before = self.data[head - 1]
        alone = ~self._is_word[head - 1] & ~self._is_word[tail + 1]
        opens = (self.data[head] == ord("0")) | (before == ord("+")) | (before == ord("("))
        nowhere = (before == ord("+")) & (count > _NOWHERE)
        for place in range(_NOWHERE):
            nowhere[nowhere] = self.data[digits[first[nowhere] + place]] == ord("9")
        phone = (count >= 9) & (count <= 16) & alone & opens & ~nowhere
        account = count >= 14
        terms = self._marker.terms(self.data[np.append(digits, 0)])
        begin = np.concatenate([last[phone] - 8, first[account]])
        end = np.concatenate([last[phone], last[account]]) + 1
        return np.concatenate([head[phone], head[account]]), self._marker.pieces(terms, begin, end)

    def _runs_of_digits(self) -> tuple[Places, Places]:
        """The first and the last digit of each run, by their place among the digits."""
        digits = self._digits
        gap = np.diff(digits)
        joined = gap == 1
        # Up to three signs may stand between two digits: `) `, ` (0`, ` - `.
        for width in (2, 3, 4):
            at = np.flatnonzero(gap == width)
            for step in range(1, width):
                at = at[_BETWEEN_DIGITS[self.data[digits[at] + step]]]
            joined[at] = True
        return np.flatnonzero(np.append(True, ~joined)), np.flatnonzero(np.append(~joined, True))


def _among(data: Bytes, first: str, count: int) -> Mask:
    """Which bytes are one of so many characters from the first on: below it the difference wraps around."""
    among: Mask = data - np.uint8(ord(first)) < count
    return among


def _row(strings: list[str]) -> bytes:
    return f"{_GAP}{_GAP.join(strings)}{_GAP}".encode("utf-8", "replace")
