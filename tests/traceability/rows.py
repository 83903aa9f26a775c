"""The rows: what the blueprint asks, what carries it, and why a row is not proven yet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parents[1] / "blueprint" / "rows"
# The families in the order of the page: their file, their title.
FAMILIES = {
    "R": ("requirements", "What the blueprint asks"),
    "C": ("contradictions", "Where it contradicts itself or the vendors"),
    "T": ("traps", "Traps on the way"),
}


@dataclass(frozen=True)
class Row:
    """`carrier`: the keys, files or commands that answer the row. `open`: what is missing, if anything."""

    id: str
    words: str
    carrier: str | None = None
    open: str | None = None

    @property
    def family(self) -> str:
        """The letter of the id."""
        return self.id[0]


@cache
def read_rows() -> Mapping[str, Row]:
    """Every row by its id, in the order of the files; none without the folder, whose README allows that.

    Raises TypeError for a key that a row does not have.
    """
    found: dict[str, Row] = {}
    if not _FOLDER.exists():
        return found
    for family, (name, _) in FAMILIES.items():
        text = (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        for key, fields in yaml.safe_load(text).items():
            assert re.fullmatch(f"{family}[1-9][0-9]*", key), f"{name}.yaml: {key} is not a row of this file"
            found[key] = Row(key, **fields)
    return found
