"""From raw values to `Settings`: pure, so that the program, `ops` and tests read a stack file alike."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.dotenv import read_dotenv
from config.secrets import Secrets, resolve, stored_violations
from config.settings import Settings
from config.size import too_large
from config.stacks import STACKS, stack_file
from config.validation_errors import violations_of
from config.violations import SettingsError, Violation
from config.yaml_file import read_document

# What Pulumi itself keeps in a stack file; any other key beside `config` is ignored without a word.
_OF_PULUMI = {"config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"}


def parse(stack: str, values: Mapping[str, Any]) -> Settings:
    """The settings of `stack` from plain values (keys without a namespace).

    Raises SettingsError with every violation, also for a stack that this program does not know.
    """
    file = stack_file(stack)
    if stack not in STACKS:
        known = ", ".join(STACKS)
        what = f"'{stack}' is not an environment of this program"
        raise SettingsError([Violation(file, "", what, write=f"choose one of {known}")])
    try:
        return Settings.model_validate(dict(values))
    except ValidationError as error:
        raise SettingsError(violations_of(error, Settings, file)) from None


def parse_text(stack: str, values: Mapping[str, Any]) -> Settings:
    """The settings from Pulumi's own form, in which top-level values are text and objects JSON."""
    return parse(stack, {key: _value(key, value) for key, value in values.items() if not is_secret_key(key)})


def read_stack_file(folder: Path, stack: str) -> Settings:
    """The settings of one stack straight from its file, without Pulumi.

    Raises SettingsError when the file cannot be read or holds a violation.
    """
    file = stack_file(stack)
    document, config = _read(folder, file)
    settings = parse_text(stack, config)
    stored = stored_violations(file, settings.secrets, _stored(config))
    if found := [*stored, *_beside_config(file, document)]:
        raise SettingsError(found)
    return settings


def misplaced(folder: Path, stack: str) -> list[Violation]:
    """A violation for each key beside `config:`, where nobody reads it, and each below it twice."""
    file = stack_file(stack)
    document = read_document(folder / file)
    config = document.get("config")
    twice = _twice(file, _project(folder), config) if isinstance(config, dict) else []
    return [*_beside_config(file, document), *twice]


def _beside_config(file: str, document: Mapping[str, Any]) -> list[Violation]:
    keys = document.keys() - _OF_PULUMI
    what, why = "stands outside `config:`", "nobody reads it there"
    write = "indent it by two spaces, so that it belongs to `config:`"
    return [Violation(file, str(key), what, why, write) for key in sorted(keys, key=str)]


def read_stack_files(folder: Path, stacks: Iterable[str] = STACKS) -> dict[str, Settings]:
    """The settings of several stacks. Raises SettingsError for the first that cannot be used."""
    return {stack: read_stack_file(folder, stack) for stack in stacks}


def read_secrets(folder: Path, stack: str, settings: Settings, environ: Mapping[str, str]) -> Secrets:
    """The secrets of one stack without Pulumi, so that what its file keeps stays encrypted.

    Raises SettingsError when its `.env.<stack>` or its file cannot be used.
    """
    _, config = _read(folder, stack_file(stack))
    kept = _stored(config)
    stored = dict.fromkeys(key for key, encrypted in kept.items() if encrypted)
    return resolve(stack, settings.secrets, environ, read_dotenv(folder, stack), stored)


def _stored(config: Mapping[str, Any]) -> dict[str, bool]:
    return {key: isinstance(value, dict) for key, value in config.items() if is_secret_key(key)}


def _read(folder: Path, file: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A stack file as a whole, and its values; a key may name the project as its namespace or not."""
    project = _project(folder)
    document = read_document(folder / file)
    config = document.get("config")
    if not isinstance(config, dict):
        write = "every setting of the environment belongs there"
        raise SettingsError([Violation(file, "", "has no `config:` mapping", write=write)])
    config = {str(key): value for key, value in config.items()}
    if found := [*too_large(file, project, config), *_twice(file, project, config)]:
        raise SettingsError(found)
    named = {key.rpartition(":"): value for key, value in config.items()}
    return document, {key: value for (space, _, key), value in named.items() if space in ("", project)}


def _twice(file: str, project: str, config: Mapping[str, Any]) -> list[Violation]:
    """A violation for each key that stands under both of its names."""
    why, write = "Pulumi takes now the one and now the other", "keep one of the two"
    both = [key for key in config if f"{project}:{key}" in config]
    return [Violation(file, key, f"stands twice, also as `{project}:{key}`", why, write) for key in both]


def _project(folder: Path) -> str:
    """What Pulumi.yaml calls the project; Pulumi's own form of a name (pulumi.com/docs, project file)."""
    name = read_document(folder / "Pulumi.yaml").get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", name):
        what, why = f"'{name}' is no name of a project", "Pulumi would stop at the first update"
        write = "use letters, digits, `-`, `_` and `.`, such as shop"
        raise SettingsError([Violation("Pulumi.yaml", "name", what, why, write)])
    return name


def is_secret_key(key: str) -> bool:
    """Whether a top-level key, by its capitals, is a secret's value (`pulumi config set --secret KEY`)."""
    return key.isupper()


def _value(key: str, value: Any) -> Any:
    """Pulumi keeps top-level values as text, also in a file that it rewrites (`launched: "true"`)."""
    field = next((f for f in Settings.model_fields.values() if f.alias == key), None)
    if not isinstance(value, str) or field is None or field.annotation is str:
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value
