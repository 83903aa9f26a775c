"""Which variables the program gives to whom, and from where each comes: read from the settings alone."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from config.contract import READERS, variable_sources
from config.settings import Settings
from config.violations import SettingsError
from ops.check import read_all

Contract = Mapping[str, frozenset[str]]
"""Name of a variable -> its readers."""


def contract(folder: Path) -> Contract:
    """The variables of all stack files in `folder`. Raises SettingsError with the faults of every file."""
    stacks, unusable = read_all(folder)
    if unusable:
        raise SettingsError(unusable)
    return merged(stacks.values())


def merged(stacks: Iterable[Settings]) -> Contract:
    """Every variable that any of `stacks` has, with all its readers."""
    readers: dict[str, frozenset[str]] = {}
    for settings in stacks:
        for reader in READERS:
            for name in variable_sources(settings, reader):
                readers[name] = readers.get(name, frozenset()) | {reader}
    return readers
