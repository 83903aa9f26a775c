"""Ids mapped to other ids, the same for the same, wherever they stand."""

import re
from typing import Any

import numpy as np
from bson.objectid import ObjectId

from data.policy.values import OBJECT_ID, is_reference
from data.sanitize.keyed import derived
from data.sanitize.siphash import siphash

_REMEMBERED = 2**15
_MAPPED = np.dtype([("time", ">u4"), ("unique", "<u8")])


class References:
    """The mapping of a run.

    An ObjectId is 4 bytes of time (seconds) and 8 that make it unique. The time moves with the dates, so
    the order of creation stays; the rest becomes a keyed hash of all 12. What remains linkable: how far
    apart in time two documents were made, and which refer to which.
    """

    def __init__(self, key: bytes, shift: int) -> None:
        self._key = derived(key, "ref")[:16]
        self._shift = np.uint32(shift & 0xFFFF_FFFF)
        self._noted: list[Any] = []
        self._known: dict[str, str] = {}

    def note(self, ids: list[ObjectId]) -> list[ObjectId]:
        """The same objects. `settle` makes them other ids, all in one go: that takes a third of the time."""
        self._noted += ids
        return ids

    def settle(self) -> None:
        """Changes every ObjectId noted since the last time, in place.

        In the driver's own slot: an ObjectId made anew is checked anew, which takes longer than mapping it.
        """
        noted, self._noted = self._noted, []
        mapped = self._mapped(b"".join([one._ObjectId__id for one in noted]))
        for one, value in zip(noted, mapped, strict=True):
            one._ObjectId__id = value

    def texts(self, values: list[str], words: tuple[str, ...] = ()) -> list[str | None]:
        """The strings with each id in them (24 hex digits, their case kept) mapped; None for one that is not
        made of ids, separators and these words. What is empty or only space stays."""
        known = self._known
        if len(known) > _REMEMBERED:
            known.clear()
        met = {found.lower() for value in values for found in OBJECT_ID.findall(value)}
        new = [one for one in met if one not in known]
        if new:
            mapped = self._mapped(bytes.fromhex("".join(new)))
            known.update(zip(new, map(bytes.hex, mapped), strict=True))
        return [self._text(value, words) for value in values]

    def _text(self, value: str, words: tuple[str, ...]) -> str | None:
        if not value or value.isspace():
            return value
        return OBJECT_ID.sub(self._replaced, value) if is_reference(value, words) else None

    def _replaced(self, found: re.Match[str]) -> str:
        mapped = self._known[found[0].lower()]
        return mapped.upper() if found[0].isupper() else mapped

    def _mapped(self, ids: bytes) -> list[bytes]:
        made = np.empty(len(ids) // 12, _MAPPED)
        made["time"] = np.frombuffer(ids, ">u4")[::3].astype(np.uint32) + self._shift
        made["unique"] = siphash(self._key, ids)
        found: list[bytes] = made.view("V12").tolist()
        return found
