"""What is to be said and what is to be written."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Edit:
    """One change of a stack file: `key` gets `value`; dotted, below `config`, an item of a list by its place.

    A new key is inserted behind its sibling `after`; one that is there gets the value instead of its own.
    """

    key: str
    value: Any
    after: str = ""


def known(what: str, name: str, remote_id: str) -> str:
    """The line for something that Pulumi's state holds already."""
    return f"{what}: {name} ({remote_id}) is this stack's already"


@dataclass(frozen=True)
class Plan:
    """Lines for a person, and the edits that follow from them."""

    lines: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()

    @classmethod
    def of(cls, *parts: "Plan") -> "Plan":
        """Several plans as one, in their order."""
        return cls(
            tuple(line for part in parts for line in part.lines),
            tuple(edit for part in parts for edit in part.edits),
        )
