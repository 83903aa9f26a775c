"""From raw values to `Settings`: pure, so that the program, `ops` and tests read a stack file alike."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import ValidationError

from config.dotenv import read_dotenv
from config.secrets import Secrets, resolve, stored_violations
from config.settings import Settings
from config.size import too_large
from config.stacks import STACKS, stack_file
from config.validation_errors import violations_of
from config.violations import SettingsError, Violation
from config.yaml_file import read_document
from config.yaml_forms import below

# What Pulumi itself keeps in a stack file; any other key beside `config` is ignored without a word.
_OF_PULUMI = {"config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"}

_PROJECT = "Pulumi.yaml"
_VALUES = {"value", "default"}


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
    if encrypted := [key for name, value in config.items() for key in _encrypted(name, value)]:
        what, why = "is encrypted", "the rules between environments have to read it"
        write = "write it plainly, or as a secret under `secrets`"
        raise SettingsError([Violation(file, key, what, why, write) for key in encrypted])
    settings = parse_text(stack, config)
    stored = stored_violations(file, settings.secrets, _stored(config))
    if found := [*stored, *_beside_config(file, document)]:
        raise SettingsError(found)
    return settings


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


def _encrypted(key: str, value: Any) -> Iterator[str]:
    """Where below a key something is encrypted that is no secret of its own."""
    if isinstance(value, dict) and not is_secret_key(key):
        if list(value) == ["secure"]:
            yield key
        for name, inner in value.items():
            yield from _encrypted(below(key, name), inner)


def _stored(config: Mapping[str, Any]) -> dict[str, bool]:
    return {key: isinstance(value, dict) for key, value in config.items() if is_secret_key(key)}


def _read(folder: Path, file: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A stack file as a whole, and its values; a key may name the project as its namespace or not."""
    project = _project(folder)
    document = read_document(folder / file, project)
    config = document.get("config")
    if not isinstance(config, dict):
        write = "every setting of the environment belongs there"
        raise SettingsError([Violation(file, "", "has no `config:` mapping", write=write)])
    named = [(str(key), value) for key, value in config.items()]
    if large := too_large(file, project, dict(named)):
        raise SettingsError(large)
    own = [(key.rpartition(":")[2], value) for key, value in named if _is_own(key, project)]
    if twice := sorted({key for key, _ in own if [other for other, _ in own].count(key) > 1}):
        what = "stands twice, as Pulumi takes a key with the project's name or without"
        why = "now one and now the other would win"
        raise SettingsError([Violation(file, key, what, why, "remove one of them") for key in twice])
    return document, dict(own)


def _given_to_all(of_project: Mapping[str, Any], project: str) -> list[Violation]:
    """A violation for each value that Pulumi would add to every stack; its types may be declared there."""
    declared = of_project.get("config")
    what, why = "gives every environment a value", "only Pulumi reads it there, and no rule sees it"
    return [
        Violation(_PROJECT, f"config.{key}", what, why, "write it into each stack file")
        for key, value in (declared.items() if isinstance(declared, dict) else ())
        if _is_own(key, project) and not (isinstance(value, dict) and value.keys().isdisjoint(_VALUES))
    ]


def _is_own(key: str, project: str) -> bool:
    """Whether a key is of this project: `branch`, `shop:branch`, or the old `shop:config:branch`."""
    return ":" not in key or key.rpartition(":")[0] in (project, f"{project}:config")


def _project(folder: Path) -> str:
    """What Pulumi.yaml calls the project; Pulumi's own form of a name (pulumi.com/docs, project file)."""
    document = read_document(folder / _PROJECT)
    name = document.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", name):
        what, why = f"'{name}' is no name of a project", "Pulumi would stop at the first update"
        write = "use letters, digits, `-`, `_` and `.`, such as shop"
        raise SettingsError([Violation(_PROJECT, "name", what, why, write)])
    if found := _given_to_all(document, name):
        raise SettingsError(found)
    return name


def is_secret_key(key: str) -> bool:
    """Whether a top-level key, by its capitals, is a secret's value (`pulumi config set --secret KEY`)."""
    return key.isupper()


def _value(key: str, value: Any) -> Any:
    """Pulumi keeps top-level values as text, also in a file that it rewrites (`launched: "true"`).

    There nothing (`mail:`) and an empty text are one.
    """
    field = next((f for f in Settings.model_fields.values() if f.alias == key), None)
    if value == "":
        return None
    if not isinstance(value, str) or field is None or _takes_text(field.annotation):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def _takes_text(annotation: Any) -> bool:
    """Whether a text is a value of this type, perhaps beside None."""
    members = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return str in (getattr(member, "__origin__", member) for member in members)
