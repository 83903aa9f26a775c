"""The one place where the program reads Pulumi's configuration and the process environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pulumi

from config.faults import Fault, SettingsError
from config.notes import notes
from config.parse import parse_config, read_stack_file
from config.rehearsal import foreign_endpoints, is_rehearsal
from config.rules import broken_rules, unfilled_ids
from config.secrets import environment_names, missing_secrets, missing_tokens, secret_outputs
from config.settings import Settings
from config.stacks import STACKS, stack_file


@dataclass(frozen=True)
class Loaded:
    """What the program builds from: the settings, and the values of the secrets as secret Outputs."""

    stack: str
    settings: Settings
    secrets: Mapping[str, pulumi.Output[str]]


def load() -> Loaded:
    """Read, check and complete the configuration of the selected stack.

    Raises pulumi.RunError, one line for each fault, before any resource exists.
    """
    stack, config = pulumi.get_stack(), pulumi.Config()
    try:
        settings = _checked_settings(stack, _all_config())
        _require_secrets(stack, settings)
    except SettingsError as error:
        raise pulumi.RunError(f"nothing was created, because of:\n{error}") from None
    for note in notes(settings):
        pulumi.log.info(note)
    return Loaded(stack, settings, secret_outputs(stack, settings.secrets, os.environ, config))


def _checked_settings(stack: str, config: Mapping[str, str]) -> Settings:
    settings = parse_config(stack, pulumi.get_project(), config)
    siblings = {other: read_stack_file(Path.cwd(), other) for other in STACKS if other != stack}
    faults = [*broken_rules({**siblings, stack: settings}), *missing_tokens(os.environ)]
    faults += foreign_endpoints(os.environ)
    if not is_rehearsal(os.environ):
        faults += unfilled_ids(stack, settings)
    if faults:
        raise SettingsError(faults)
    return settings


def _require_secrets(stack: str, settings: Settings) -> None:
    """Without a value a preview goes on with an unknown; an update must not write half an environment."""
    prefix = f"{pulumi.get_project()}:"
    configured = [key.removeprefix(prefix) for key in _all_config() if key.startswith(prefix)]
    missing = missing_secrets(stack, settings.secrets, os.environ, configured)
    if not missing:
        return
    first = " or ".join(environment_names(stack, min(missing)))
    text = (
        f"no value for {', '.join(sorted(missing))}; an `env` secret is read from the process environment "
        f"(for the first: {first}), a `config` secret is set by `pulumi config set --secret`"
    )
    if not pulumi.runtime.is_dry_run():
        raise SettingsError([Fault(stack_file(stack), "secrets", text)])
    pulumi.log.warn(f"{stack_file(stack)}: secrets: {text}; this preview treats them as unknown")


def _all_config() -> dict[str, str]:
    """Every value of the stack, also those that nobody asks for by name: an unknown key is a fault."""
    return {**pulumi.runtime.get_config_env(), **pulumi.runtime.config.CONFIG.get()}
