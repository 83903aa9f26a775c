"""How a broken stack file is reported: every fault at once, each with its place, reason and next step."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, or with `warning` one that is allowed and worth a line.

    `rules` are rows of the blueprint's study, `also` other files that are part of it, `line` counts from 1.
    """

    file: str
    key: str
    what: str
    why: str = ""
    write: str = ""
    rules: tuple[str, ...] = ()
    warning: bool = False
    also: tuple[str, ...] = ()
    line: int | None = None

    @property
    def text(self) -> str:
        """What is wrong; why it matters; what to write."""
        return "; ".join(part for part in (self.what, self.why, self.write) if part)

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.text}" if self.key else f"{self.file}: {self.text}"


class SettingsError(Exception):
    """The settings cannot be used. Holds every fault; its text is one line each."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Wrong(ValueError):
    """What a field's type has against its value, in the three parts of a fault."""

    def __init__(self, what: str, why: str = "", write: str = "", rules: tuple[str, ...] = ()) -> None:
        self.what, self.why, self.write, self.rules = what, why, write, rules
        super().__init__("; ".join(part for part in (what, why, write) if part))
