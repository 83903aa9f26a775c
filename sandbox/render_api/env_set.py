"""The set of env vars that a request brings: `[{key, value} | {key, generateValue: true}]`."""

import base64
import re
import secrets
from typing import Any

from sandbox.render_api import shape
from sandbox.render_api.wire import Object, Refused

VALUE = {"value": shape.text, "generateValue": shape.boolean}
ENTRY = shape.record(VALUE | {"key": shape.filled}, ("key",))
KEY_FORM = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def env_from(entries: list[Object]) -> dict[str, str]:
    """Return the env of a checked list. Raises Refused 400 for a bad or repeated key or a missing value."""
    env: dict[str, str] = {}
    for entry in entries:
        key = key_of(entry["key"])
        if key in env:
            raise Refused(400, f"duplicate env var key: {key}")
        env[key] = value_of(entry)
    return env


def key_of(key: str) -> str:
    """Return `key`. Raises Refused 400 when it cannot name an environment variable."""
    if not KEY_FORM.fullmatch(key):
        raise Refused(400, f"invalid env var key: {key}")
    return key


def value_of(entry: dict[str, Any]) -> str:
    """Return the value an entry gives or asks for; a generated one is 32 random bytes in base64."""
    if entry.get("generateValue") and entry.get("value") is None:
        return base64.b64encode(secrets.token_bytes(32)).decode()
    if entry.get("generateValue") or entry.get("value") is None:
        raise Refused(400, "an env var needs either value or generateValue")
    return str(entry["value"])
