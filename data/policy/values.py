"""What an action asks of a value beyond its type."""

import re
from typing import Any

from data.policy.actions import Action, Enum, Ref

_HEX = "0-9a-fA-F"
OBJECT_ID = re.compile(f"(?<![{_HEX}])[{_HEX}]{{24}}(?![{_HEX}])")
"""An ObjectId inside a text."""
# What may stand beside the ids of a string: a word of the application's and separators.
_BESIDE = re.compile(r"[A-Za-z._:/-]{0,40}")


def is_reference(text: str) -> bool:
    """Whether a string is made of ids, separators and a short word, so that nothing of a person is in it."""
    beside = OBJECT_ID.sub("", text)
    return len(beside) < len(text) and _BESIDE.fullmatch(beside) is not None


def fits(action: Action, value: Any) -> bool:
    """Whether a value of a type that the action takes is also of the form that it takes."""
    if isinstance(action, Enum):
        return value in action.values
    if isinstance(action, Ref) and isinstance(value, str):
        return not value or value.isspace() or is_reference(value)
    return True
