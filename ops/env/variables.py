"""Which variables the program gives to whom, and from where each comes: read from the settings alone."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import get_args

from config.contract import SERVICES, Reader, derived_values, plain_variables, secret_readers
from config.faults import SettingsError
from config.settings import Settings
from ops.check import read_all

READERS: tuple[Reader, ...] = get_args(Reader)
Contract = Mapping[str, frozenset[str]]
"""Name of a variable -> its readers."""


def sources(settings: Settings, reader: Reader) -> dict[str, str]:
    """The variables that `reader` gets: name -> "derived", "plain", or the source of a secret."""
    plain = plain_variables(settings, reader)
    derived = {*derived_values(settings, reader)}
    if reader in SERVICES:
        derived |= {"REDIS_URL", *settings.database.uri_variables}
    secrets = {
        key: source for key, source in settings.secrets.items() if reader in secret_readers(settings, key)
    }
    return {**dict.fromkeys(plain, "plain"), **dict.fromkeys(derived, "derived"), **secrets}


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
            for name in sources(settings, reader):
                readers[name] = readers.get(name, frozenset()) | {reader}
    return readers
