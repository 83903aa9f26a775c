"""Fake secrets of the right shape, so that a rehearsal meets the same checks as the real thing."""

import json
import re
from collections.abc import Mapping
from typing import Any

from sandbox.home import Home, random_text, write_private
from sandbox.project import part


def fake_secret(key: str, stripe_mode: object) -> str:
    """A random value that looks like the kind of secret that `key` names."""
    mode = "live" if stripe_mode == "live" else "test"
    if key == "DATABASE_PASSWORD":
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
    file = home.path / "secrets.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    wanted = {
        name: kept.get(name) or fake_secret(key, values.get("stripe"))
        for stack, values in stacks.items()
        for key, source in part(values, "secrets").items()
        # The program says what is wrong with any other name.
        if source == "env" and re.fullmatch(r"[A-Z][A-Z0-9_]*", name := f"{stack.upper()}_{key}")
    }
    if not wanted.items() <= kept.items():
        write_private(file, json.dumps({**kept, **wanted}, indent=1))
    return wanted
