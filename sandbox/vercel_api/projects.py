"""Projects: settings, the linked Git repository and its production branch."""

import re
from typing import Any

from sandbox.http import Json, Row, public
from sandbox.vercel_api.production import settle
from sandbox.vercel_api.wire import (
    Call,
    VercelError,
    bad_request,
    new_id,
    not_found,
    only_page,
    refuse_unknown,
)

# What a project holds when nobody said otherwise; an absent key means false or null to the provider.
DEFAULTS: Json = {
    "framework": None,
    "buildCommand": None,
    "devCommand": None,
    "installCommand": None,
    "outputDirectory": None,
    "rootDirectory": None,
    "commandForIgnoringBuildStep": None,
    "previewDeploymentSuffix": None,
    "nodeVersion": "22.x",
    "autoAssignCustomDomains": True,
    "gitForkProtection": True,
    "autoExposeSystemEnvs": False,
    "ssoProtection": {"deploymentType": "all_except_custom_domains"},
    "oidcTokenConfig": {"issuerMode": "team"},
    "skewProtectionMaxAge": 0,
    "link": None,
}
# What a project shows of rollbacks and promotions before the first one.
RELEASES: Json = {"lastRollbackTarget": None, "lastAliasRequest": None, "rollbackDescription": None}
CREATE_BODY = """
    name framework buildCommand devCommand installCommand outputDirectory rootDirectory gitRepository
    commandForIgnoringBuildStep ssoProtection oidcTokenConfig resourceConfig previewDeploymentSuffix
    previewDeploymentsDisabled enablePreviewFeedback enableProductionFeedback
    enableAffectedProjectsDeployments
"""
UPDATE_ONLY = """
    nodeVersion autoAssignCustomDomains gitForkProtection autoExposeSystemEnvs gitLFS gitComments
    directoryListing productionDeploymentsFastLane protectedSourcemaps customerSupportCodeVisibility
    serverlessFunctionZeroConfigFailover skewProtectionMaxAge passwordProtection trustedIps trustedSources
    optionsAllowlist gitProviderOptions
"""
ON_CREATE = frozenset(CREATE_BODY.split())
ON_UPDATE = (ON_CREATE - {"gitRepository"}) | frozenset(UPDATE_ONLY.split())
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
GIT_HOSTS = ("github", "gitlab", "bitbucket")


def find(call: Call, wanted: str) -> Json:
    """Return the team's project with this id or name, brought up to the present; raises 404."""
    team = call.team["id"]
    for project in call.table("projects").values():
        if wanted in (project["id"], project["name"]) and project["accountId"] == team:
            settle(call.cloud, project)
            return project
    raise not_found("Project")


def of(call: Call) -> Json:
    """Return the project that the path names; raises 404."""
    return find(call, call.path["project"])


def create(call: Call) -> Json:
    """Add a project; refuses a name that Vercel refuses or that the team already uses."""
    refuse_unknown(call.body, ON_CREATE)
    settings = dict(call.body)
    repository = settings.pop("gitRepository", None)
    _check_name(call, settings.get("name"))
    project = {
        **DEFAULTS,
        **settings,
        "id": new_id("prj_"),
        "accountId": call.team["id"],
        "createdAt": call.milliseconds(),
        "_env": [],
        "_domains": {},
        "_production": None,
    }
    if repository:
        project["link"] = _link_to(repository)
    call.table("projects")[project["id"]] = project
    return _shown(project)


def _list_all(call: Call) -> Json:
    team = call.team["id"]
    rows = [
        _shown(find(call, row["id"])) for row in call.table("projects").values() if row["accountId"] == team
    ]
    return only_page("projects", rows[::-1])


def _get(call: Call) -> Json:
    return _shown(of(call))


def _update(call: Call) -> Json:
    """Replace the settings that the body names, null included."""
    refuse_unknown(call.body, ON_UPDATE)
    project = of(call)
    if "name" in call.body and call.body["name"] != project["name"]:
        _check_name(call, call.body["name"])
    project.update(call.body)
    return _shown(project)


def _set_branch(call: Call) -> Json:
    project = of(call)
    if not project["link"]:
        raise bad_request("The project is not linked to a Git repository.")
    branch = call.body.get("branch")
    if not branch:
        raise bad_request("Invalid request: missing required property `branch`.")
    project["link"]["productionBranch"] = branch
    return _shown(project)


def _link(call: Call) -> Json:
    project = of(call)
    if project["link"]:
        raise bad_request("The project is already linked to a Git repository.")
    project["link"] = _link_to(call.body)
    return _shown(project)


def _unlink(call: Call) -> Json:
    project = of(call)
    project["link"] = None
    return _shown(project)


def _delete(call: Call) -> None:
    """Delete a project with its variables, domains and deployments."""
    project = of(call)
    deployments = call.table("deployments")
    for key in [key for key, deployment in deployments.items() if deployment["projectId"] == project["id"]]:
        del deployments[key]
    del call.table("projects")[project["id"]]


def _shown(project: Json) -> Json:
    """The project as the API shows it: a password goes in and never comes out again."""
    shown = RELEASES | public(project)
    if protection := shown.get("passwordProtection"):
        shown["passwordProtection"] = {"deploymentType": protection["deploymentType"]}
    return shown


def _check_name(call: Call, name: Any) -> None:
    """Raise what Vercel answers to a bad name (400) or one that is taken within the team (409)."""
    if not isinstance(name, str) or not NAME.fullmatch(name) or "---" in name:
        raise VercelError(
            400,
            "invalid_name",
            "Project names can be up to 100 characters long and must be lowercase. They can include letters, "
            "digits, and the characters '.', '_', '-'. However, they cannot contain the sequence '---'.",
        )
    team = call.team["id"]
    if any(row["name"] == name and row["accountId"] == team for row in call.table("projects").values()):
        raise VercelError(409, "conflict", f"Project {name!r} already exists, please use a new name.")


def _link_to(repository: Any) -> Json:
    """Return a project's `link` for {type, repo}: the reply splits `owner/name` into `org` and `repo`."""
    refuse_unknown(repository, frozenset({"type", "repo"}))
    kind, repo = repository.get("type"), repository.get("repo")
    if kind not in GIT_HOSTS or not isinstance(repo, str) or not REPOSITORY.fullmatch(repo):
        raise bad_request(
            "Invalid request: `gitRepository` should hold a known `type` and a `repo` as owner/name."
        )
    org, name = repo.split("/")
    return {"type": kind, "org": org, "repo": name, "productionBranch": "main", "deployHooks": []}


ROUTES: list[Row] = [
    ("POST", "/v8/projects", create, 200),
    ("GET", "/v10/projects", _list_all, 200),
    ("GET", "/v10/projects/{project}", _get, 200),
    ("GET", "/v9/projects/{project}", _get, 200),
    ("PATCH", "/v9/projects/{project}", _update, 200),
    ("PATCH", "/v9/projects/{project}/branch", _set_branch, 200),
    ("POST", "/v9/projects/{project}/link", _link, 200),
    ("DELETE", "/v9/projects/{project}/link", _unlink, 200),
    ("DELETE", "/v8/projects/{project}", _delete, 204),
]
