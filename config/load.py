"""The one place where the program reads Pulumi's configuration and the process environment."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pulumi

from config.dotenv import read_dotenv
from config.parse import is_secret_key, parse_text, read_stack_file
from config.rules import unfilled_ids, violations
from config.secrets import (
    Secrets,
    keys_from,
    known_values,
    missing_text,
    resolve,
    stored_violations,
)
from config.settings import Settings
from config.stacks import STACKS, stack_file
from config.vendors import foreign_endpoints, is_rehearsal, missing_tokens
from config.violations import SettingsError, Violation

_FROZEN = (
    "frozen: settings and variables are written, but nothing is deployed and no push deploys on Render "
    "(Vercel still builds pushes); what has piled up is deployed by the first update without `freeze`"
)
_CLOSED = (
    "closed: Render answers instead of the API (`api.maintenance`), and the worker goes on; the first update "
    "without it opens the API again"
)


@dataclass(frozen=True)
class Loaded:
    """What the program builds from: the settings, and the values of the secrets as secret Outputs.

    `generated` and `ui` secrets have no value here: the first are made by resources, the second never ours.
    """

    settings: Settings
    secrets: Mapping[str, pulumi.Output[str]]


def load() -> Loaded:
    """Read, check and complete the configuration of the selected stack.

    Raises pulumi.RunError, one line for each violation, before any resource exists.
    """
    stack, values = pulumi.get_stack(), _own_values()
    try:
        # Its own file is read as its siblings read it, so that none accepts what another refuses.
        if stack in STACKS:
            read_stack_file(Path.cwd(), stack)
        settings = parse_text(stack, values)
        secrets = resolve(stack, settings.secrets, os.environ, read_dotenv(Path.cwd(), stack), values)
        warnings = _checked(stack, settings, secrets, values)
        _require_secrets(stack, secrets)
    except SettingsError as error:
        raise pulumi.RunError(f"nothing was changed, because of:\n{error}") from None
    for line in (*map(str, warnings), *_switches(settings)):
        pulumi.log.info(line)
    if general := sorted(keys_from(secrets, "general variable")):
        pulumi.log.warn(
            f"{', '.join(general)}: read from variables that any stack would read; "
            f"export them as {stack.upper()}_… to be sure that they are meant for {stack}"
        )
    return Loaded(settings, dict(_outputs(secrets)))


def _switches(settings: Settings) -> Iterator[str]:
    """A line for each switch of an incident that is on, so that nobody forgets it."""
    if settings.freeze:
        yield _FROZEN
    if settings.api.maintenance and settings.api.maintenance.enabled:
        yield _CLOSED


def _own_values() -> dict[str, str]:
    """Every value under the project's namespace, asked for or not: an unknown key is an error."""
    everything = {**pulumi.runtime.get_config_env(), **pulumi.runtime.config.CONFIG.get()}
    prefix = f"{pulumi.get_project()}:"
    return {key.removeprefix(prefix): text for key, text in everything.items() if key.startswith(prefix)}


def _checked(stack: str, own: Settings, secrets: Secrets, values: Mapping[str, str]) -> list[Violation]:
    """The warnings about this stack. Raises SettingsError with everything that is wrong.

    The siblings' settings come from their files and are judged too, since one can undo another's isolation;
    their secrets only where ours have to do with them.
    """
    settings = {s: own if s == stack else read_stack_file(Path.cwd(), s) for s in STACKS}
    file, known = stack_file(stack), known_values(stack, secrets, settings, os.environ)
    said = violations(settings, known, only=lambda v: not v.of_value or file in v.files)
    wrong = [
        *stored_violations(file, own.secrets, _encrypted(values)),
        *(violation for violation in said if violation.level == "error"),
        *missing_tokens(os.environ),
        *(foreign_endpoints(os.environ) if is_rehearsal(os.environ) else unfilled_ids(stack, own)),
    ]
    if wrong:
        raise SettingsError(wrong)
    return [violation for violation in said if violation.level == "warning" and violation.file == file]


def _encrypted(values: Mapping[str, str]) -> dict[str, bool]:
    """Whether each secret that the stack file keeps is encrypted there."""
    project, keys = pulumi.get_project(), filter(is_secret_key, values)
    return {key: pulumi.runtime.is_config_secret(f"{project}:{key}") for key in keys}


def _require_secrets(stack: str, secrets: Secrets) -> None:
    """Without a value a preview goes on with an unknown; an update must not write half an environment."""
    missing = keys_from(secrets, "missing")
    if not missing:
        return
    violation = Violation(stack_file(stack), "secrets", missing_text(stack, missing))
    if not pulumi.runtime.is_dry_run():
        raise SettingsError([violation])
    pulumi.log.warn(f"{violation}; this preview treats them as unknown")


def _outputs(secrets: Secrets) -> Iterator[tuple[str, pulumi.Output[str]]]:
    for key, secret in secrets.items():
        if secret.value is not None:
            yield key, pulumi.Output.secret(secret.value)
        elif secret.source in ("env", "config"):
            yield key, _unknown_secret()


def _unknown_secret() -> pulumi.Output[str]:
    def resolved(value: object) -> "asyncio.Future[object]":
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        future.set_result(value)
        return future

    return pulumi.Output(set(), resolved(None), resolved(False), resolved(True))  # type: ignore[arg-type]
