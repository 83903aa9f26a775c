"""Deployments: a build takes the variables as they are at that moment, then goes live."""

from sandbox import git
from sandbox.cloud import Cloud
from sandbox.http import Json, Row, public
from sandbox.names import prefix
from sandbox.vercel_api import production
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
    production_wanted = call.body.get("target") == "production"
    made = add(call.cloud, project, ref, production=production_wanted, meta=call.body.get("meta"))
    made["_body"] = call.body
    return shown(call.cloud, project, made)


def add(
    cloud: Cloud,
    project: Json,
    ref: str,
    *,
    production: bool,
    meta: Json | None = None,
    source: str = "api-trigger-git-deploy",
) -> Json:
    """Begin a deployment of the newest commit of a branch, with the variables of now, and return it.

    `meta` is what the caller says of it, `source` Vercel's word for who asked.
    """
    table = cloud.vercel.setdefault("deployments", {})
    identity, target = new_id("dpl_"), "production" if production else None
    # Lists are ordered and paged by the time of creation: no two have the same.
    newest = max((row["createdAt"] for row in table.values()), default=0)
    table[identity] = {
        "id": identity,
        "name": project["name"],
        "url": f"{project['name']}-{identity[-9:]}.vercel.app",
        "projectId": project["id"],
        "target": target,
        "ref": ref,
        "readyState": "QUEUED",
        "aliasAssigned": False,
        "aliasError": None,
        "createdAt": max(int(cloud.now() * 1000), newest + 1),
        "source": source,
        "meta": {**_commit_of(cloud, project["link"], ref), **(meta or {})},
        "_env": _bundle_of(project, target, ref, prefix(cloud, project)),
        "_readyAt": cloud.now() + STAGES * cloud.stage_seconds,
        "_fail": cloud.vercel.get("failNext", {}).pop(project["name"], None),
    }
    found: Json = table[identity]
    return found


def shown(cloud: Cloud, project: Json, deployment: Json) -> Json:
    """Return a deployment as the API shows it, with the domains that it was given in `alias`."""
    branch = None if deployment["target"] else deployment["ref"]
    domains = [name for name, domain in project["_domains"].items() if domain["gitBranch"] == branch]
    staged = deployment.get("readySubstate") == "STAGED"
    sha = deployment.get("meta", {}).get(f"{project['link']['type']}CommitSha") if project["link"] else None
    return {
        **public(deployment),
        "creator": {"uid": "sandbox", "username": "rehearsal"},
        "inspectorUrl": f"https://vercel.com/rehearsal/{project['name']}/{deployment['id'].removeprefix('dpl_')}",
        "alias": [] if staged else domains,
        "gitSource": {"ref": deployment["ref"], "sha": sha},
        "isRollbackCandidate": production.has_served(deployment)
        and deployment["id"] != project["_production"],
    }


def _get(call: Call) -> Json:
    """Show a deployment; it is polled until it is READY and its domains point to it."""
    return shown(call.cloud, *_find(call))


def _delete(call: Call) -> Json:
    project, deployment = _find(call)
    production.forget(call.cloud, project, deployment["id"])
    return {"uid": deployment["id"], "state": "DELETED"}


def _find(call: Call) -> tuple[Json, Json]:
    """The deployment that the path names by id or host, with its project if the team may see that.

    Raises 404.
    """
    wanted = call.path["deployment"]
    for project in call.table("projects").values():
        if project["accountId"] != call.team["id"]:
            continue
        production.settle(call.cloud, project)
        domain = project["_domains"].get(wanted)
        at_host = production.serving(call.cloud, project, domain["gitBranch"]) if domain else None
        found = production.deployments_of(call.cloud, project).get(wanted) or at_host
        if found:
            return project, found
    raise not_found("Deployment")


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


def _commit_of(cloud: Cloud, link: Json, ref: str) -> dict[str, str]:
    """What Vercel notes of the commit that it builds, under names that begin with the git host's."""
    host, repo = link["type"], f"{link['org']}/{link['repo']}"
    newest = git.tip(cloud, git.address(repo, host), ref)
    noted = {
        "CommitSha": newest["id"],
        "CommitMessage": newest["message"],
        "CommitRef": ref,
        "Org": link["org"],
        "Repo": link["repo"],
    }
    return {f"{host}{key}": value for key, value in noted.items()}


def _bundle_of(project: Json, target: str | None, ref: str, inlined: str) -> dict[str, str]:
    """What begins with `inlined` in a build for a target; in a preview the branch's own variables win."""
    wanted = target or "preview"
    records = [row for row in project["_env"] if wanted in row["target"] and row["gitBranch"] in (None, ref)]
    records.sort(key=lambda row: row["gitBranch"] is not None)
    return {row["key"]: row["value"] for row in records if row["key"].startswith(inlined)}


ROUTES: list[Row] = [
    ("POST", "/v12/now/deployments", _create, 200),
    ("GET", "/v13/deployments/{deployment}", _get, 200),
    ("DELETE", "/v13/deployments/{deployment}", _delete, 200),
]
