"""Where the value of each secret comes from, and what to say when it is not there.

Values stay out of `Settings`: they leave this module only as secret Outputs.
"""

import asyncio
from collections.abc import Iterable, Mapping

import pulumi

from config.faults import Fault
from config.settings import SecretSource

# What each vendor's provider reads by itself, as alternatives: one of the groups has to be complete.
TOKENS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "Render": (("RENDER_API_KEY",),),
    "Vercel": (("VERCEL_API_TOKEN",),),
    "MongoDB Atlas": (
        ("MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY"),
        ("MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET"),
        ("MONGODB_ATLAS_ACCESS_TOKEN",),
    ),
}


def missing_tokens(environ: Mapping[str, str]) -> list[Fault]:
    """One fault for each vendor whose token the process environment does not hold."""
    faults = []
    for vendor, groups in TOKENS.items():
        if not any(all(environ.get(name) for name in group) for group in groups):
            names = " and ".join(groups[0])
            text = f"no token in the process environment, so {vendor} would refuse every call; export {names}"
            faults.append(Fault(vendor, "", text))
    return faults


def environment_names(stack: str, key: str) -> tuple[str, str]:
    """The process variables that may hold a secret, the stack's own first: `PROD_KEY`, then `KEY`."""
    return f"{stack.upper()}_{key}", key


def from_environment(stack: str, key: str, environ: Mapping[str, str]) -> str | None:
    """The value of an `env` secret, or None when no variable holds one."""
    return next((environ[name] for name in environment_names(stack, key) if environ.get(name)), None)


def missing_secrets(
    stack: str, sources: Mapping[str, SecretSource], environ: Mapping[str, str], configured: Iterable[str]
) -> list[str]:
    """The keys whose `env` or `config` source holds nothing."""
    absent = {
        "env": lambda key: from_environment(stack, key, environ) is None,
        "config": lambda key: key not in set(configured),
    }
    return [key for key, source in sources.items() if source in absent and absent[source](key)]


def secret_outputs(
    stack: str, sources: Mapping[str, SecretSource], environ: Mapping[str, str], config: pulumi.Config
) -> dict[str, pulumi.Output[str]]:
    """Each `env` and `config` secret as a secret Output; unknown where the value is missing (preview only).

    `generated` and `ui` secrets are absent: the first is made by a resource, the second is never ours.
    """
    outputs: dict[str, pulumi.Output[str]] = {}
    for key, source in sources.items():
        if source == "env":
            value = from_environment(stack, key, environ)
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
