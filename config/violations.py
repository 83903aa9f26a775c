"""What is wrong with a stack file, a value or the process, each with its place, reason and next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from config.settings import Acknowledgement

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Violation:
    """An error stops an update, a warning is said at each, a note is an exception that is acknowledged.

    `rules` are rows of the blueprint's study, `also` other files that are part of it, `line` counts from 1.
    `unless` names the acknowledgement that makes it a note. `of_value`: it is about the value of a secret or
    of a live variable, and not about a file.
    """

    file: str
    key: str
    what: str
    why: str = ""
    write: str = ""
    rules: tuple[str, ...] = ()
    level: Level = "error"
    also: tuple[str, ...] = ()
    line: int | None = None
    unless: "Acknowledgement | None" = None
    of_value: bool = False

    @property
    def text(self) -> str:
        """What is wrong; why it matters; what to write."""
        return "; ".join(part for part in (self.what, self.why, self.write) if part)

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that is part of it."""
        return self.file, *self.also

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.text}" if self.key else f"{self.file}: {self.text}"


class SettingsError(Exception):
    """The settings cannot be used. Holds every violation; its text is one line each."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__("\n".join(str(violation) for violation in self.violations))
