"""Environment variables of a project. A sensitive value goes in and never comes out again."""

import re
from typing import Any

from sandbox.http import Json, Row
from sandbox.vercel_api.projects import of
from sandbox.vercel_api.wire import (
    Call,
    VercelError,
    bad_request,
    new_id,
    not_found,
    only_page,
    refuse_unknown,
)

BODY = frozenset(
    {"key", "value", "target", "gitBranch", "type", "comment", "customEnvironmentIds", "visibility"}
)
TARGETS = {"production", "preview", "development"}
TYPES = ("encrypted", "sensitive", "plain")
KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _list_all(call: Call) -> Json:
    """List all variables in one page; values only with `decrypt=true`."""
    decrypt = call.query.get("decrypt") == "true"
    envs = [_reply(record, decrypt) for record in of(call)["_env"]]
    return only_page("envs", envs)


def create(call: Call) -> Json:
    """Add one variable; the reply is `{"created": {...}, "failed": []}`."""
    project = of(call)
    refuse_unknown(call.body, BODY)
    record = {
        "id": new_id(),
        "target": [],
        "customEnvironmentIds": [],
        "gitBranch": None,
        "type": "encrypted",
        "comment": "",
        "createdAt": call.milliseconds(),
        **call.body,
    }
    _check(record)
    _refuse_conflict(project, record)
    project["_env"].append(record)
    return {"created": _reply(record), "failed": []}


def _get(call: Call) -> Json:
    return _reply(_find(call))


def _update(call: Call) -> Json:
    """Change what the body names; an omitted gitBranch stays."""
    record = _find(call)
    refuse_unknown(call.body, BODY)
    if record["type"] == "sensitive" and call.body.get("type", "sensitive") != "sensitive":
        raise bad_request("You cannot change the type of a Sensitive Environment Variable.")
    changed = {**record, **call.body, "updatedAt": call.milliseconds()}
    _check(changed)
    _refuse_conflict(of(call), changed)
    record.update(changed)
    return _reply(record)


def _delete(call: Call) -> Json:
    record = _find(call)
    of(call)["_env"].remove(record)
    return _reply(record)


def _find(call: Call) -> Json:
    for record in of(call)["_env"]:
        if record["id"] == call.path["env"]:
            found: Json = record
            return found
    raise not_found("Environment Variable")


def _reply(record: Json, decrypt: bool = True) -> Json:
    """The record as the API shows it; the value of a sensitive one is not in it."""
    readable = decrypt and record["type"] != "sensitive"
    shown: Json = {key: value for key, value in record.items() if key != "value" or readable}
    return {**shown, "decrypted": readable}


def _check(record: Json) -> None:
    if not isinstance(record.get("key"), str) or not KEY.fullmatch(record["key"]):
        raise bad_request(
            "The name contains invalid characters. Only letters, digits, and underscores are allowed. "
            "Furthermore, the name should not start with a digit."
        )
    if not isinstance(record.get("value"), str):
        raise bad_request("Invalid request: missing required property `value`.")
    if record["type"] not in TYPES:
        raise bad_request(f"Invalid request: `type` should be one of {', '.join(TYPES)}.")
    targets = record["target"]
    if not isinstance(targets, list) or not set(targets) <= TARGETS:
        raise bad_request(f"Invalid request: `target` should hold some of {', '.join(sorted(TARGETS))}.")
    if not targets and not record["customEnvironmentIds"]:
        raise bad_request("Invalid request: `target` or `customEnvironmentIds` should be set.")
    if record["gitBranch"] and targets != ["preview"]:
        raise bad_request("Invalid request: `gitBranch` can only be set when the target is preview.")


def _refuse_conflict(project: Json, record: Json) -> None:
    """Raise ENV_CONFLICT if another variable has the same key, branch, and one of the targets."""
    for other in project["_env"]:
        if other["id"] != record["id"] and _identity(other) == _identity(record):
            shared: list[Any] = [target for target in record["target"] if target in other["target"]]
            if shared:
                raise VercelError(
                    400,
                    "ENV_CONFLICT",
                    f"A variable with the name {record['key']!r} already exists for the target.",
                    envVarKey=record["key"],
                    target=shared,
                    gitBranch=record["gitBranch"],
                )


def _identity(record: Json) -> tuple[str, str | None]:
    """What, together with a target, may exist only once in a project."""
    return record["key"], record["gitBranch"]


ROUTES: list[Row] = [
    ("GET", "/v8/projects/{project}/env", _list_all, 200),
    ("POST", "/v10/projects/{project}/env", create, 201),
    ("GET", "/v10/projects/{project}/env/{env}", _get, 200),
    ("PATCH", "/v10/projects/{project}/env/{env}", _update, 200),
    ("DELETE", "/v8/projects/{project}/env/{env}", _delete, 200),
]
