"""Environment variables of a project. A sensitive value goes in and never comes out again."""

import re
from typing import Any

from sandbox.http import Json
from sandbox.vercel_api.projects import of
from sandbox.vercel_api.wire import Call, VercelError, bad_request, new_id, not_found, refuse_unknown

BODY = frozenset(
    {"key", "value", "target", "gitBranch", "type", "comment", "customEnvironmentIds", "visibility"}
)
TARGETS = {"production", "preview", "development"}
TYPES = ("encrypted", "sensitive", "plain")
KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def list_all(call: Call) -> Json:
    """GET /v8/projects/{id}/env: one page holds them all; values only with `decrypt=true`."""
    decrypt = call.query.get("decrypt") == "true"
    envs = [reply(record, decrypt) for record in of(call)["_env"]]
    return {"envs": envs, "pagination": {"count": len(envs), "next": None, "prev": None}}


def create(call: Call) -> Json:
    """POST /v10/projects/{id}/env with one variable: `{"created": {...}, "failed": []}`."""
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
    check(record)
    refuse_conflict(project, record)
    project["_env"].append(record)
    return {"created": reply(record), "failed": []}


def get(call: Call) -> Json:
    """GET /v10/projects/{id}/env/{env}: the variable, its value decrypted unless it is sensitive."""
    return reply(find(call))


def update(call: Call) -> Json:
    """PATCH /v10/projects/{id}/env/{env}: changes what the body names; an omitted gitBranch stays."""
    record = find(call)
    refuse_unknown(call.body, BODY)
    if record["type"] == "sensitive" and call.body.get("type", "sensitive") != "sensitive":
        raise bad_request("You cannot change the type of a Sensitive Environment Variable.")
    changed = {**record, **call.body, "updatedAt": call.milliseconds()}
    check(changed)
    refuse_conflict(of(call), changed)
    record.update(changed)
    return reply(record)


def delete(call: Call) -> Json:
    """DELETE /v8/projects/{id}/env/{env}: answers the deleted variable."""
    record = find(call)
    of(call)["_env"].remove(record)
    return reply(record)


def find(call: Call) -> Json:
    """Return the variable that the path names; raises 404."""
    for record in of(call)["_env"]:
        if record["id"] == call.path["env"]:
            found: Json = record
            return found
    raise not_found("Environment Variable")


def reply(record: Json, decrypt: bool = True) -> Json:
    """Return the record as the API shows it; the value of a sensitive one is not in it."""
    readable = decrypt and record["type"] != "sensitive"
    shown: Json = {key: value for key, value in record.items() if key != "value" or readable}
    return {**shown, "decrypted": readable}


def check(record: Json) -> None:
    """Raise 400 for a variable that Vercel refuses."""
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


def refuse_conflict(project: Json, record: Json) -> None:
    """Raise ENV_CONFLICT if another variable has the same key, branch, and one of the targets."""
    for other in project["_env"]:
        if other["id"] != record["id"] and identity(other) == identity(record):
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


def identity(record: Json) -> tuple[str, str | None]:
    """Return what, together with a target, may exist only once in a project."""
    return record["key"], record["gitBranch"]
