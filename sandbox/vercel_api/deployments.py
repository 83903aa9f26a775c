"""Deployments: a build takes the variables as they are at that moment, then goes live."""

from sandbox.cloud import Cloud
from sandbox.http import Json, Row, public
from sandbox.names import prefix
from sandbox.vercel_api.projects import find as find_project
from sandbox.vercel_api.wire import Call, VercelError, new_id, not_found, refuse_unknown

BODY = frozenset(
    {"project", "name", "target", "gitSource", "gitMetadata", "projectSettings", "build", "meta"}
)
STAGES = 2  # queued, building; each takes one stage of the sandbox's clock


def _create(call: Call) -> Json:
    """Build a ref of the linked repository."""
    refuse_unknown(call.body, BODY)
    project = find_project(call, call.body.get("project", ""))
    ref = _check_source(project, call.body.get("gitSource"))
    target = "production" if call.body.get("target") == "production" else None
    identity = new_id("dpl_")
    deployment = {
        "id": identity,
        "name": project["name"],
        "url": f"{project['name']}-{identity[-9:]}.vercel.app",
        "projectId": project["id"],
        "target": target,
        "ref": ref,
        "readyState": "QUEUED",
        "aliasAssigned": False,
        "aliasError": None,
        "createdAt": call.milliseconds(),
        "meta": call.body.get("meta") or {},
        "_body": call.body,
        "_env": _bundle_of(project, target, ref, prefix(call.cloud, project)),
        "_readyAt": call.cloud.now() + STAGES * call.cloud.stage_seconds,
    }
    call.table("deployments")[identity] = deployment
    return _reply(call, deployment)


def _get(call: Call) -> Json:
    """Show a deployment; it is polled until it is READY and its domains point to it."""
    deployment = _find(call)
    left = deployment["_readyAt"] - call.cloud.now()
    if left <= 0:
        deployment.update(readyState="READY", aliasAssigned=True)
    elif left <= call.cloud.stage_seconds:
        deployment["readyState"] = "BUILDING"
    return _reply(call, deployment)


def _delete(call: Call) -> Json:
    deployment = _find(call)
    del call.table("deployments")[deployment["id"]]
    return {"uid": deployment["id"], "state": "DELETED"}


def serving(cloud: Cloud, project: Json, host: str) -> Json | None:
    """The newest ready deployment behind a domain: production for one without a branch, else its preview."""
    branch = project["_domains"][host].get("gitBranch")
    ready = [
        deployment
        for deployment in cloud.vercel.get("deployments", {}).values()
        if deployment["projectId"] == project["id"]
        and deployment["readyState"] == "READY"
        and deployment["target"] == (None if branch else "production")
        and (not branch or deployment["ref"] == branch)
    ]
    return max(ready, key=lambda deployment: deployment["createdAt"], default=None)


def _at(call: Call, host: str) -> Json | None:
    projects = call.table("projects").values()
    owner = next((project for project in projects if host in project["_domains"]), None)
    return serving(call.cloud, owner, host) if owner else None


def _find(call: Call) -> Json:
    """The deployment that the path names by id or host, if the team may see its project; raises 404."""
    wanted = call.path["deployment"]
    deployment = call.table("deployments").get(wanted) or _at(call, wanted)
    project = call.table("projects").get(deployment["projectId"]) if deployment else None
    if deployment is None or project is None or project["accountId"] != call.team["id"]:
        raise not_found("Deployment")
    return deployment


def _check_source(project: Json, source: Json | None) -> str:
    """The ref to build; raises 400 unless the source is the project's own repository."""
    link = project["link"]
    fits = link and source and all(source.get(key) == link[key] for key in ("type", "org", "repo"))
    if not fits or not source or not source.get("ref"):
        raise VercelError(
            400,
            "incorrect_git_source_info",
            "The provided git source is not the repository that the project is linked to.",
        )
    return str(source["ref"])


def _bundle_of(project: Json, target: str | None, ref: str, inlined: str) -> dict[str, str]:
    """What begins with `inlined` in a build for a target; in a preview the branch's own variables win."""
    wanted = target or "preview"
    records = [row for row in project["_env"] if wanted in row["target"] and row["gitBranch"] in (None, ref)]
    records.sort(key=lambda row: row["gitBranch"] is not None)
    return {row["key"]: row["value"] for row in records if row["key"].startswith(inlined)}


def _reply(call: Call, deployment: Json) -> Json:
    """The deployment as the API shows it, with the domains that it serves in `alias`."""
    project = call.table("projects")[deployment["projectId"]]
    branch = None if deployment["target"] else deployment["ref"]
    alias = [name for name, domain in project["_domains"].items() if domain["gitBranch"] == branch]
    return {**public(deployment), "alias": alias, "gitSource": {"ref": deployment["ref"]}}


ROUTES: list[Row] = [
    ("POST", "/v12/now/deployments", _create, 200),
    ("GET", "/v13/deployments/{deployment}", _get, 200),
    ("DELETE", "/v13/deployments/{deployment}", _delete, 200),
]
