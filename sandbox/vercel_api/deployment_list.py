"""The list of deployments, from which a person chooses what to return to.

https://vercel.com/docs/rest-api/deployments/list-deployments
"""

from typing import Any

from sandbox.http import Json, Row
from sandbox.vercel_api import production
from sandbox.vercel_api.deployments import shown
from sandbox.vercel_api.wire import Call, VercelError, bad_request

DEFAULT_LIMIT, MAX_LIMIT = 20, 100
STATES = ("QUEUED", "BUILDING", "READY", "ERROR", "CANCELED", "INITIALIZING", "DELETED")
TAKEN = ("teamId", "projectId", "target", "state", "rollbackCandidate", "limit", "until")


def _list(call: Call) -> Json:
    """List what the query asks for, newest first; `next` is the `until` of the following page."""
    for name in call.query:
        if name not in TAKEN:
            text = f"the sandbox does not emulate the query parameter {name!r}"
            raise VercelError(501, "SANDBOX_NOT_EMULATED", text)
    rows = sorted(_rows(call), key=lambda row: row["createdAt"], reverse=True)
    chosen = [_entry(row) for row in rows if _wanted(call, row)]
    page = chosen[: _number(call, "limit", DEFAULT_LIMIT, MAX_LIMIT)]
    ends = {
        "next": page[-1]["created"] if len(page) < len(chosen) else None,
        "prev": page[0]["created"] if page else None,
    }
    return {"deployments": page, "pagination": {"count": len(page), **ends}}


def _rows(call: Call) -> list[Json]:
    """The deployments of the team, or of one project of it, as they are read one by one."""
    rows = []
    for project in call.table("projects").values():
        of_team = project["accountId"] == call.team["id"]
        if not of_team or call.query.get("projectId", project["id"]) not in (project["id"], project["name"]):
            continue
        production.settle(call.cloud, project)
        made = production.deployments_of(call.cloud, project).values()
        rows += [shown(call.cloud, project, deployment) for deployment in made]
    return rows


def _wanted(call: Call, row: Json) -> bool:
    query = call.query
    states = query["state"].split(",") if "state" in query else STATES
    if not set(states) <= set(STATES):
        raise bad_request(f"Invalid request: `state` should hold some of {', '.join(STATES)}.")
    target = row["target"] or "preview"
    return (
        query.get("target", target) == target
        and row["readyState"] in states
        and row["createdAt"] < _number(call, "until", row["createdAt"] + 1)
        and (query.get("rollbackCandidate") != "true" or row["isRollbackCandidate"])
    )


def _entry(row: Json) -> Json:
    """A deployment as the list names it: `uid`, `created` and `state` beside what a single reply has."""
    names: dict[str, Any] = {"uid": row["id"], "created": row["createdAt"], "state": row["readyState"]}
    return names | {key: row[key] for key in row if key not in ("id", "alias", "gitSource", "ref")}


def _number(call: Call, name: str, default: int, most: int | None = None) -> int:
    given = call.query.get(name)
    if given is None:
        return default
    if not given.isdigit() or (most and not 1 <= int(given) <= most):
        raise bad_request(f"Invalid request: `{name}` should be a whole number, at most {most}.")
    return int(given)


ROUTES: list[Row] = [("GET", "/v6/deployments", _list, 200)]
