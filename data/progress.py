"""Whoever is told how far a long piece of work is."""

from typing import Protocol


class Progress(Protocol):
    """Draws it, or writes a line now and then."""

    def phase(self, name: str, total: int) -> None:
        """Another part begins: `reading`, `loading`, ...; `total` in bytes, 0 where it cannot be told."""

    def advance(self, size: int, documents: int) -> None:
        """So many bytes and documents more are done."""
