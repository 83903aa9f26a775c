"""The one place where the program reads Pulumi's configuration and the process environment."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pulumi

from config.faults import Fault, SettingsError
from config.notes import notes
from config.parse import is_secret_key, parse_text, read_stack_file
from config.rehearsal import foreign_endpoints, is_rehearsal
from config.rules import broken_rules, unfilled_ids
from config.secret_values import value_faults, value_warnings
from config.secrets import (
    from_environment,
    from_general_names,
    missing_secrets,
    missing_text,
    missing_tokens,
    stored_faults,
)
from config.settings import Settings
from config.stacks import STACKS, stack_file


@dataclass(frozen=True)
class Loaded:
    """What the program builds from: the settings, and the values of the secrets as secret Outputs.

    `generated` and `ui` secrets have no value here: the first are made by resources, the second never ours.
    """

    settings: Settings
    secrets: Mapping[str, pulumi.Output[str]]


def load() -> Loaded:
    """Read, check and complete the configuration of the selected stack.

    Raises pulumi.RunError, one line for each fault, before any resource exists.
    """
    stack, values = pulumi.get_stack(), _own_values()
    try:
        stacks = _checked(stack, values)
        settings = stacks[stack]
        _require_secrets(stack, settings, values)
    except SettingsError as error:
        raise pulumi.RunError(f"nothing was created, because of:\n{error}") from None
    for note in notes(stack, stacks):
        pulumi.log.info(note)
    for warning in value_warnings(stack, _given(stack, settings)):
        pulumi.log.warn(str(warning))
    if general := from_general_names(stack, settings.secrets, os.environ):
        pulumi.log.warn(
            f"{', '.join(general)}: read from variables that any stack would read; "
            f"export them as {stack.upper()}_… to be sure that they are meant for {stack}"
        )
    return Loaded(settings, _secret_outputs(stack, settings))


def _own_values() -> dict[str, str]:
    """Every value under the project's namespace, asked for or not: an unknown key is a fault."""
    everything = {**pulumi.runtime.get_config_env(), **pulumi.runtime.config.CONFIG.get()}
    prefix = f"{pulumi.get_project()}:"
    return {key.removeprefix(prefix): text for key, text in everything.items() if key.startswith(prefix)}


def _checked(stack: str, values: Mapping[str, str]) -> dict[str, Settings]:
    """Every stack's settings, in deploy order: this one's from Pulumi, its siblings' from their files."""
    settings = parse_text(stack, values)
    stacks = {s: settings if s == stack else read_stack_file(Path.cwd(), s) for s in STACKS}
    project = pulumi.get_project()
    stored = {
        key: pulumi.runtime.is_config_secret(f"{project}:{key}") for key in values if is_secret_key(key)
    }
    faults = [
        *stored_faults(stack_file(stack), settings.secrets, stored),
        *broken_rules(stacks),
        *value_faults(stack, settings, _given(stack, settings)),
        *missing_tokens(os.environ),
        *(foreign_endpoints(os.environ) if is_rehearsal(os.environ) else unfilled_ids(stack, settings)),
    ]
    if faults:
        raise SettingsError(faults)
    return stacks


def _given(stack: str, settings: Settings) -> dict[str, str]:
    """The values of `env` secrets that the process environment holds."""
    keys = [key for key, source in settings.secrets.items() if source == "env"]
    values = {key: from_environment(stack, key, os.environ) for key in keys}
    return {key: value for key, value in values.items() if value is not None}


def _require_secrets(stack: str, settings: Settings, values: Mapping[str, str]) -> None:
    """Without a value a preview goes on with an unknown; an update must not write half an environment."""
    missing = missing_secrets(stack, settings.secrets, os.environ, values)
    if not missing:
        return
    fault = Fault(stack_file(stack), "secrets", missing_text(stack, missing))
    if not pulumi.runtime.is_dry_run():
        raise SettingsError([fault])
    pulumi.log.warn(f"{fault}; this preview treats them as unknown")


def _secret_outputs(stack: str, settings: Settings) -> dict[str, pulumi.Output[str]]:
    config = pulumi.Config()
    outputs: dict[str, pulumi.Output[str]] = {}
    for key, source in settings.secrets.items():
        if source == "env":
            value = from_environment(stack, key, os.environ)
            outputs[key] = pulumi.Output.secret(value) if value is not None else _unknown_secret()
        elif source == "config":
            outputs[key] = config.get_secret(key) or _unknown_secret()
    return outputs


def _unknown_secret() -> pulumi.Output[str]:
    def resolved(value: object) -> "asyncio.Future[object]":
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        future.set_result(value)
        return future

    return pulumi.Output(set(), resolved(None), resolved(False), resolved(True))  # type: ignore[arg-type]
