"""Env vars of one service. Writing them never deploys: they reach the instances with the next deploy."""

import base64
import re
import secrets

from sandbox.body import Body, Filled
from sandbox.http import Call, Json, Row
from sandbox.render_api.deploy_cycle import service_of
from sandbox.render_api.paging import cursor_of, page
from sandbox.render_api.wire import Refused, checked, not_found

KEY_FORM = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


class Value(Body):
    """What one env var is to hold: a value, or one that Render makes up."""

    value: str | None = None
    generate_value: bool | None = None


class EnvVar(Value):
    """An entry of a list of env vars."""

    key: Filled


class EnvVars(Body):
    """A whole set, under the name that it has in a creation."""

    env_vars: list[EnvVar]


def env_from(entries: list[Json]) -> dict[str, str]:
    """Return the env of a checked list. Raises Refused 400 for a bad or repeated key or a missing value."""
    env: dict[str, str] = {}
    for entry in entries:
        key = _valid_key(entry["key"])
        if key in env:
            raise Refused(400, f"duplicate env var key: {key}")
        env[key] = _value_of(entry)
    return env


def _valid_key(key: str) -> str:
    if not KEY_FORM.fullmatch(key):
        raise Refused(400, f"invalid env var key: {key}")
    return key


def _value_of(entry: Json) -> str:
    """The value that an entry gives or asks for; a generated one is 32 random bytes in base64."""
    value, generated = entry.get("value"), entry.get("generateValue")
    if bool(generated) is (value is not None):
        raise Refused(400, "an env var needs either value or generateValue")
    return base64.b64encode(secrets.token_bytes(32)).decode() if value is None else str(value)


def _list(call: Call) -> list[Json]:
    return page(call, _reversed(service_of(call)))


def _replace(call: Call) -> list[Json]:
    env = env_from(checked(EnvVars, {"envVars": call.body or []})["envVars"])
    service = service_of(call)
    service["_env"] = env
    return [{"cursor": cursor_of(key), "envVar": _entry(service, key)} for key in env]


def _get(call: Call) -> Json:
    return _entry(service_of(call), call.path["key"])


def _put(call: Call) -> Json:
    value = _value_of(checked(Value, call.body, others=EnvVar))
    key = _valid_key(call.path["key"])
    service_of(call)["_env"][key] = value
    return {"key": key, "value": value}


def _delete(call: Call) -> None:
    service = service_of(call)
    del service["_env"][_entry(service, call.path["key"])["key"]]


def _entry(service: Json, key: str) -> Json:
    if key not in service["_env"]:
        raise not_found(key)
    return {"key": key, "value": service["_env"][key]}


def _reversed(service: Json) -> list[tuple[str, Json]]:
    # Render promises no order; the reverse of the writing order catches a client that expects one.
    return [(key, {"envVar": _entry(service, key)}) for key in reversed(service["_env"])]


ROUTES: list[Row] = [
    ("GET", "/services/{id}/env-vars", _list, 200),
    ("PUT", "/services/{id}/env-vars", _replace, 200),
    ("GET", "/services/{id}/env-vars/{key}", _get, 200),
    ("PUT", "/services/{id}/env-vars/{key}", _put, 200),
    ("DELETE", "/services/{id}/env-vars/{key}", _delete, 204),
]
