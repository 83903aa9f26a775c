"""From raw values to `Settings`: pure, so that the program, `ops` and tests read a stack file alike."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from config.faults import Fault, SettingsError, faults_of
from config.settings import Settings
from config.stacks import STACKS, stack_file


def parse(stack: str, values: Mapping[str, Any]) -> Settings:
    """The settings of `stack` from plain values (keys without a namespace).

    Raises SettingsError with every fault, also for a stack that this program does not know.
    """
    file = stack_file(stack)
    if stack not in STACKS:
        known = ", ".join(STACKS)
        raise SettingsError(
            [Fault(file, "", f"'{stack}' is not an environment of this program; choose one of {known}")]
        )
    try:
        return Settings.model_validate(dict(values))
    except ValidationError as error:
        raise SettingsError(faults_of(error, Settings, file)) from None


def parse_config(stack: str, project: str, config: Mapping[str, str]) -> Settings:
    """The settings from Pulumi's own form: `project:key` names, and objects as JSON text."""
    prefix = f"{project}:"
    own = {key.removeprefix(prefix): text for key, text in config.items() if key.startswith(prefix)}
    return parse(stack, {key: _value(key, text) for key, text in own.items() if not _is_secret_value(key)})


def read_stack_file(folder: Path, stack: str) -> Settings:
    """The settings of one stack straight from its file, without Pulumi.

    Raises SettingsError when the file cannot be read or holds a fault.
    """
    file = folder / stack_file(stack)
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        config = document["config"]
        values = {key.rpartition(":")[2]: value for key, value in config.items()}
    except OSError as error:
        raise SettingsError([Fault(file.name, "", f"cannot be read: {error.strerror}")]) from None
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        line = f" in line {place.line + 1}" if place else ""
        problem = getattr(error, "problem", "not YAML")
        raise SettingsError([Fault(file.name, "", f"is not valid YAML{line}: {problem}")]) from None
    except (TypeError, KeyError, AttributeError):
        fault = Fault(
            file.name, "", "has no `config:` mapping; every setting of the environment belongs there"
        )
        raise SettingsError([fault]) from None
    return parse(
        stack, {key: _value(key, value) for key, value in values.items() if not _is_secret_value(key)}
    )


def _is_secret_value(key: str) -> bool:
    # `pulumi config set --secret SOME_KEY` stores a top-level key in capitals: a value, not a setting.
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
