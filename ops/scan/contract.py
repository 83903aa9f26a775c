"""Which variables the program gives to whom, over all stacks: what a scan is held against."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from config.faults import SettingsError
from config.parse import read_stack_file
from config.settings import Settings
from config.stack_rules import DATABASE_PASSWORD, DERIVED
from config.stacks import STACKS

Contract = Mapping[str, frozenset[str]]
"""Name of a variable -> its readers: "api", "worker", "frontend"."""

# As in components.variables, which needs Pulumi; a test holds the two together.
_API_ONLY = frozenset({"CORS_ORIGIN", "ALLOWED_ORIGINS", "STRIPE_WEBHOOK_SECRET"})
_FRONTEND = frozenset(name for name in DERIVED if name.startswith("REACT_APP_"))


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
        raise SettingsError([fault for error in unusable for fault in error.faults])
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
    # Parts of the address; a service never sees them alone.
    parts = {DATABASE_PASSWORD, *(person.password_secret for person in settings.database.developers)}
    shared = (DERIVED - _FRONTEND) | set(settings.database.uri_variables) | set(settings.secrets) - parts
    return {
        "api": {*shared, *settings.env, *settings.api.env},
        "worker": {*(shared - _API_ONLY), *settings.env, *settings.worker.env},
        "frontend": {*_FRONTEND, *settings.frontend.env},
    }
