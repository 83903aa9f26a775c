"""Where the value of each secret comes from, and what to say when it is not there.

Values stay out of `Settings`; no message here holds one.
"""

from collections.abc import Iterable, Mapping

from config.faults import Fault
from config.settings import SecretSource

# What people are told of each `SecretSource`.
SOURCES: Mapping[str, str] = {
    "env": "read from the process environment at each update: `PROD_KEY` for the stack `prod`, else `KEY`",
    "config": "encrypted in the stack file by `pulumi config set --secret KEY`",
    "generated": "made once by the program, kept in the encrypted state, never made anew",
    "ui": "set by a person in Render's UI; the program never reads, writes or deletes it",
}

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
            what = f"no token in the process environment, so {vendor} would refuse every call"
            faults.append(Fault(vendor, "", what, write=f"export {names}"))
    return faults


def environment_names(stack: str, key: str) -> tuple[str, str]:
    """The process variables that may hold a secret, the stack's own first: `PROD_KEY`, then `KEY`."""
    return f"{stack.upper()}_{key}", key


def from_environment(stack: str, key: str, environ: Mapping[str, str]) -> str | None:
    """The value of an `env` secret, or None when no variable holds one."""
    return next((environ[name] for name in environment_names(stack, key) if environ.get(name)), None)


def from_general_names(
    stack: str, sources: Mapping[str, SecretSource], environ: Mapping[str, str]
) -> list[str]:
    """The `env` secrets whose value comes from a variable that does not name the stack."""
    own = {key: environment_names(stack, key)[0] for key, source in sources.items() if source == "env"}
    return sorted(key for key, name in own.items() if not environ.get(name) and environ.get(key))


def missing_secrets(
    stack: str, sources: Mapping[str, SecretSource], environ: Mapping[str, str], configured: Iterable[str]
) -> list[str]:
    """The keys whose `env` or `config` source holds nothing."""
    absent = {
        "env": lambda key: from_environment(stack, key, environ) is None,
        "config": lambda key: key not in set(configured),
    }
    return [key for key, source in sources.items() if source in absent and absent[source](key)]


def missing_text(stack: str, missing: Iterable[str]) -> str:
    """What to do about missing values, all of them in one line."""
    names = sorted(missing)
    first = " or ".join(environment_names(stack, names[0]))
    return (
        f"no value for {', '.join(names)}; an `env` secret is read from the process environment "
        f"(for the first: {first}), a `config` secret is set by `pulumi config set --secret`"
    )


def stored_faults(file: str, sources: Mapping[str, SecretSource], stored: Mapping[str, bool]) -> list[Fault]:
    """What is wrong with the values kept in a stack file (key: whether it is encrypted)."""
    faults = []
    for key, encrypted in stored.items():
        if not encrypted:
            what = "is kept in plain text in a file that is committed"
            write = f"remove it, change the secret, and use `pulumi config set --secret {key}`"
            faults.append(Fault(file, key, what, write=write, rules=("R73",)))
        elif sources.get(key) != "config":
            write = f"write `{key}: config` under `secrets`, or remove it"
            faults.append(Fault(file, key, "is kept here and never read", write=write))
    return faults
