"""Which variables the program gives to whom, over all stacks: what a scan is held against."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from config.contract import READERS, variable_sources
from config.parse import read_stack_file
from config.settings import Settings
from config.stacks import STACKS
from config.violations import SettingsError

Contract = Mapping[str, frozenset[str]]
"""Name of a variable -> its readers: "api", "worker", "frontend"."""


def contract(folder: Path) -> Contract:
    """The variables of all stack files in `folder`. Raises SettingsError with the faults of every file."""
    stacks: list[Settings] = []
    unusable: list[SettingsError] = []
    for stack in STACKS:
        try:
            stacks.append(read_stack_file(folder, stack))
        except SettingsError as error:
            unusable.append(error)
    if unusable:
        raise SettingsError([fault for error in unusable for fault in error.violations])
    return merged(stacks)


def merged(stacks: Iterable[Settings]) -> Contract:
    """Every variable that any of `stacks` has, with all its readers."""
    readers: dict[str, frozenset[str]] = {}
    for settings in stacks:
        for reader in READERS:
            for name in variable_sources(settings, reader):
                readers[name] = readers.get(name, frozenset()) | {reader}
    return readers
