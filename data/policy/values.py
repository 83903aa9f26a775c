"""What an action asks of a value beyond its type."""

import re
from functools import cache
from typing import Any

from data.policy.actions import Action, Enum, Ref

_HEX = "0-9a-fA-F"
OBJECT_ID = re.compile(f"(?<![{_HEX}])[{_HEX}]{{24}}(?![{_HEX}])")
"""An ObjectId inside a text."""
_BETWEEN = "._:/-"
_SEPARATORS = re.compile(f"[{_BETWEEN}]*")
WORD = re.compile(f"[A-Za-z0-9]+(?:[{_BETWEEN}][A-Za-z0-9]+)*")
"""What may be a word beside ids: letters and digits, joined by separators."""


def is_word(text: str) -> bool:
    """Whether it is one that may stand beside ids, and no id itself."""
    return WORD.fullmatch(text) is not None and not OBJECT_ID.search(text)


def is_reference(text: str, words: tuple[str, ...] = ()) -> bool:
    """Whether a string is made of ids, separators and these words, so that nothing of a person is in it."""
    # Whatever stands on both sides of an id does not become one word without it.
    beside = OBJECT_ID.sub(_BETWEEN[0], text)
    return beside != text and _SEPARATORS.fullmatch(without(words, beside)) is not None


def without(words: tuple[str, ...], text: str) -> str:
    """The text with these words left out of it, where they stand by themselves."""
    return _any_of(words).sub("", text) if words else text


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(f"(?<![A-Za-z0-9])(?:{longest_first})(?![A-Za-z0-9])")


def fits(action: Action, value: Any) -> bool:
    """Whether a value of a type that the action takes is also of the form that it takes."""
    if isinstance(action, Enum):
        return value in action.values
    if isinstance(action, Ref) and isinstance(value, str):
        return not value or value.isspace() or is_reference(value, action.words)
    return True
