"""Where the value of each secret comes from, whether it is there, and what to say when it is not.

`resolve` is the one place that looks. Values stay out of `Settings`; no message here holds one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from config.settings import SecretSource, Settings
from config.violations import Violation

# What people are told of each `SecretSource`.
SOURCES: Mapping[str, str] = {
    "env": "read from the process environment at each update: `PROD_KEY` for the stack `prod`, else `KEY`",
    "config": "encrypted in the stack file by `pulumi config set --secret KEY`",
    "generated": "made once by the program, kept in the encrypted state, never made anew",
    "ui": "set by a person in Render's UI; the program never reads, writes or deletes it",
}
# A variable whose name holds one of these words is secret.
SECRET_NAME: Final = re.compile(r"SECRET|PASSW|TOKEN|PRIVATE")

Sources = Mapping[str, SecretSource]
Origin = Literal["stack variable", "general variable", "file", "config", "generated", "ui", "missing"]


@dataclass(frozen=True)
class Secret:
    """One secret of a stack. `origin`: where its value was found, `PROD_KEY`, `KEY` or `.env.prod` for `env`.

    `value` is None where it is missing, or there but not for this process: `generated` is in the state, `ui`
    on Render, `config` readable by Pulumi alone.
    """

    source: SecretSource
    origin: Origin
    value: str | None = field(default=None, repr=False)


Secrets = Mapping[str, Secret]


def resolve(
    stack: str,
    sources: Sources,
    environ: Mapping[str, str],
    filed: Mapping[str, str] | None = None,
    stored: Mapping[str, str | None] | None = None,
) -> Secrets:
    """Each key under `secrets` with its value and where that was found.

    `filed`: what `.env.<stack>` holds. `stored`: what the stack file keeps, None for what stays encrypted.
    """
    places = filed or {}, stored or {}
    return {key: _resolved(stack, key, source, environ, *places) for key, source in sources.items()}


def _resolved(
    stack: str,
    key: str,
    source: SecretSource,
    environ: Mapping[str, str],
    filed: Mapping[str, str],
    stored: Mapping[str, str | None],
) -> Secret:
    if source == "config":
        return Secret(source, "config", stored[key]) if key in stored else Secret(source, "missing")
    if source != "env":
        return Secret(source, source)
    own = stack_variable(stack, key)
    # What names the stack wins over its file, and the file over what any stack would read.
    candidates: tuple[tuple[Origin, str | None], ...] = (
        ("stack variable", environ.get(own)),
        ("file", filed.get(own) or filed.get(key)),
        ("general variable", environ.get(key)),
    )
    # An empty variable counts as missing.
    found = ((origin, value) for origin, value in candidates if value)
    return Secret(source, *next(found, ("missing", None)))


def stack_variable(stack: str, key: str) -> str:
    """The process variable that holds a secret for this stack alone: `PROD_KEY`."""
    return f"{stack.upper()}_{key}"


def secret_values(secrets: Secrets) -> dict[str, str]:
    """The values that this process can read."""
    return {key: secret.value for key, secret in secrets.items() if secret.value is not None}


def keys_from(secrets: Secrets, origin: Origin) -> list[str]:
    """The keys whose value comes from one origin, in the order of the stack file."""
    return [key for key, secret in secrets.items() if secret.origin == origin]


def known_values(
    stack: str, secrets: Secrets, settings: Mapping[str, Settings], environ: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """The values that this process knows, by stack and key.

    Of the siblings only what stands under their own names counts, whatever its source: a general name says
    nothing about whose value it is.
    """
    own_names = {
        name: {key: environ.get(stack_variable(name, key), "") for key in own.secrets}
        for name, own in settings.items()
    }
    known = {name: {key: v for key, v in values.items() if v} for name, values in own_names.items()}
    return {**known, stack: secret_values(secrets)}


def missing_text(stack: str, missing: Iterable[str]) -> str:
    """What to do about missing values, all of them in one line."""
    names = sorted(missing)
    return (
        f"no value for {', '.join(names)}; an `env` secret is read from the process environment (for the "
        f"first: {stack_variable(stack, names[0])} or {names[0]}), a `config` secret is set by "
        "`pulumi config set --secret`"
    )


def stored_violations(file: str, sources: Sources, stored: Mapping[str, bool]) -> list[Violation]:
    """What is wrong with the values kept in a stack file (key: whether it is encrypted)."""
    found = []
    for key, encrypted in stored.items():
        if not encrypted:
            what = "is kept in plain text in a file that is committed"
            write = f"remove it, change the secret, and use `pulumi config set --secret {key}`"
            found.append(Violation(file, key, what, write=write, rules=("R73",)))
        elif sources.get(key) != "config":
            write = f"write `{key}: config` under `secrets`, or remove it"
            found.append(Violation(file, key, "is kept here and never read", write=write))
    return found
