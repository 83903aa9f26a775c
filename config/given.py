"""The values of secrets that this process can read, and what is wrong with them: pure over an environment."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from config.contract import Reader, derived_values
from config.dotenv import read_dotenv, with_dotenv
from config.faults import Fault
from config.guards import ALLOWED, Terms, guard_values, shared_values
from config.rules.rule import Stacks
from config.secrets import environment_names, from_environment
from config.settings import Settings
from config.stacks import PRODUCTION, stack_file

READERS: tuple[Reader, ...] = ("api", "worker", "frontend")


def completed(folder: Path, stack: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The process environment with what `.env.<stack>` adds. Raises SettingsError when it cannot be used."""
    return with_dotenv(stack, read_dotenv(folder, stack), environ)


def given(stack: str, settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """The `env` secrets of a stack that the environment holds."""
    keys = [key for key, source in settings.secrets.items() if source == "env"]
    values = {key: from_environment(stack, key, environ) for key in keys}
    return {key: value for key, value in values.items() if value is not None}


def value_faults(
    stack: str, stacks: Stacks, secrets: Mapping[str, str], environ: Mapping[str, str]
) -> list[Fault]:
    """What is wrong with the values of one stack's secrets, alone and beside those of its siblings.

    `secrets`: what the program can read of this stack. Of the siblings, only what stands under their own
    names in `environ` counts: a general name says nothing about whose value it is.
    """
    settings = stacks[stack]
    siblings = {s: _named(s, other, environ) for s, other in stacks.items() if s != stack}
    between = shared_values({**siblings, stack: secrets}, ALLOWED)
    found = [
        *guard_values(terms_of(stack, settings, secrets), secrets, plain_values(settings)),
        *(fault for fault in between if fault.file == stack_file(stack)),
    ]
    return [replace(f, key=f"secrets.{f.key}") if f.key in settings.secrets else f for f in found]


def terms_of(stack: str, settings: Settings, secrets: Mapping[str, str]) -> Terms:
    """What the values of a stack are held against. `secrets`: those that can be read."""
    mail = settings.mail
    confined = mail is not None and getattr(mail, "only_to", None) is not None
    return Terms(
        stack=stack,
        production=stack == PRODUCTION,
        launched=settings.launched,
        live_stripe=settings.stripe == "live",
        mail=mail.kind if mail else None,
        mail_confined=confined and settings.node_env != "production",
        elsewhere=frozenset(settings.secrets) - set(secrets),
    )


def plain_values(settings: Settings) -> dict[str, str]:
    """Every variable that is no secret, whoever reads it."""
    derived = {name: value for r in READERS for name, value in derived_values(settings, r).items()}
    maps = (settings.env, settings.api.env, settings.worker.env, settings.frontend.env)
    return {**derived, **{name: value for env in maps for name, value in env.items()}}


def _named(stack: str, settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    own = {environment_names(stack, key)[0]: key for key in settings.secrets}
    return {key: environ[name] for name, key in own.items() if environ.get(name)}
