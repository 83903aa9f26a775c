"""Which variables the program gives to whom, over all stacks: what a scan is held against."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from config.contract import Reader, derived_values, secret_readers
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
        for reader, names in _names(settings).items():
            for name in names:
                readers[name] = readers.get(name, frozenset()) | {reader}
    return readers


def _names(settings: Settings) -> dict[str, set[str]]:
    """Reader -> the variables it gets."""
    addresses = {"REDIS_URL", *settings.database.uri_variables}
    secrets = {key: secret_readers(settings, key) for key in settings.secrets}
    readers: tuple[Reader, ...] = ("api", "worker", "frontend")
    plain: dict[str, Iterable[str]] = {
        "api": [*addresses, *settings.env, *settings.api.env],
        "worker": [*addresses, *settings.env, *settings.worker.env],
        "frontend": settings.frontend.env,
    }
    return {
        reader: {
            *derived_values(settings, reader),
            *plain[reader],
            *(key for key, who in secrets.items() if reader in who),
        }
        for reader in readers
    }
