"""The process environment of a rehearsed command: all of it points into the sandbox, no secret is real."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.home import Home, mapping, random_text, write_private
from sandbox.project import part, setting

# Names a file: a server that is started while this is set ends as soon as nobody holds that file locked.
ENDS_WITH = "SANDBOX_ENDS_WITH"
DATABASE_LOGIN = "DATABASE_PASSWORD"  # the name of a secret
# A person's own tokens and settings must not even be visible to a rehearsal.
_PRIVATE = (
    "PULUMI_",
    "RENDER_",
    "VERCEL_",
    "MONGODB_",
    "MCLI_",
    "SMOKE_",
    "SANDBOX_",
    "TF_VAR_",
    "ASSUME_ROLE",
    # A rehearsal starts many Pythons over the same code: compiling it each time is a third of their start.
    "PYTHONDONTWRITEBYTECODE",
)
# Port 9 (discard) has no listener: what would leave the machine through a proxy fails at once.
_NOWHERE = "http://127.0.0.1:9"


def command_environment(
    home: Home,
    secrets: Mapping[str, str],
    pulumi_bin: str | None = None,
    ambient: Mapping[str, str] = os.environ,
) -> dict[str, str]:
    """What a command in the sandbox sees: `ambient` without anything private, plus the sandbox's own."""
    inherited = {key: value for key, value in ambient.items() if not key.startswith(_PRIVATE)}
    path = (str(home.source / ".venv" / "bin"), pulumi_bin, ambient.get("PATH"))
    return {
        **inherited,
        **_nothing_leaves(),
        **secrets,
        "PATH": os.pathsep.join(filter(None, path)),
        "SANDBOX_DIR": str(home.path),
        "SANDBOX_EDGE_URL": home.url,
        "SANDBOX_REDIS_URL": home.key_values_url,
        **_mongodb(home),
        "RENDER_API_URL": f"{home.url}/render/v1",
        "RENDER_API_KEY": home.credentials["renderApiKey"],
        "VERCEL_API_URL": f"{home.url}/vercel",
        "VERCEL_API_TOKEN": home.credentials["vercelToken"],
        "MONGODB_ATLAS_BASE_URL": f"{home.url}/atlas",
        "MONGODB_ATLAS_PUBLIC_API_KEY": home.credentials["atlasPublicKey"],
        "MONGODB_ATLAS_PRIVATE_API_KEY": home.credentials["atlasPrivateKey"],
        # No plugin of pydantic is installed; looking for one reads the metadata of every package.
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
        # The engine ends soon: collecting its garbage until then was a twentieth of what a command costs.
        "GOGC": "400",
        "PULUMI_HOME": str(home.pulumi_home),
        "PULUMI_BACKEND_URL": home.backend.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(home.passphrase_file),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }


def _mongodb(home: Home) -> dict[str, str]:
    """Where the clusters answer, as JSON by host; nothing until data was asked for."""
    servers = home.mongodb_servers
    return {"SANDBOX_MONGODB_SERVERS": json.dumps(servers)} if servers else {}


def fake_secret(key: str, stripe_mode: object) -> str:
    """A random value in the form of the secret that `key` names: it meets the same checks as a real one."""
    mode = "live" if stripe_mode == "live" else "test"
    if key == DATABASE_LOGIN:
        # Every character that a connection string must not carry as it is.
        return f"{random_text(12)}:/?#[]@!$&'()*+,;=% {random_text(4)}"
    prefixes = {
        "STRIPE_SECRET_KEY": f"sk_{mode}_",
        "STRIPE_PUBLISHABLE_KEY": f"pk_{mode}_",
        "STRIPE_WEBHOOK_SECRET": "whsec_",
    }
    return prefixes.get(key, "") + random_text(32)


def fake_secrets(home: Home, stacks: Mapping[str, dict[str, Any]]) -> dict[str, str]:
    """The process variables (`PROD_KEY`) of every `env` secret in the stack files, the same at every call."""
    kept = kept_secrets(home)
    wanted: dict[str, str] = {}
    for stack, values in stacks.items():
        for key, source in part(values, "secrets").items():
            name = f"{stack.upper()}_{key}"
            # The program says what is wrong with any other name.
            if source == "env" and re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
                twin = _same_user(stacks, stack) if key == DATABASE_LOGIN else ""
                wanted[name] = kept.get(name) or wanted.get(twin) or fake_secret(key, values.get("stripe"))
    if not wanted.items() <= kept.items():
        write_private(_secrets_file(home), json.dumps({**kept, **wanted}, indent=1))
    return wanted


def kept_secrets(home: Home) -> dict[str, str]:
    """Those that were made so far, {} before any command was rehearsed."""
    file = _secrets_file(home)
    return mapping(file.read_text(encoding="utf-8", errors="replace")) if file.exists() else {}


def _secrets_file(home: Home) -> Path:
    return home.path / "secrets.json"


def _same_user(stacks: Mapping[str, dict[str, Any]], stack: str) -> str:
    """The variable of the first stack whose database user is this one's: a user has one password."""
    user = _user_of(stacks[stack])
    first = next(
        name for name, values in stacks.items() if name == stack or (all(user) and _user_of(values) == user)
    )
    return f"{first.upper()}_{DATABASE_LOGIN}"


def _user_of(values: dict[str, Any]) -> tuple[str, str]:
    return setting(values, "database", "host"), setting(values, "database", "user")


def _nothing_leaves() -> dict[str, str]:
    # Upper case only: gRPC reads the lower-case names and would send its loopback traffic there too.
    proxies = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"), _NOWHERE)
    lower = dict.fromkeys(("https_proxy", "http_proxy", "all_proxy", "grpc_proxy"), "")
    return {**proxies, **lower, "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}
