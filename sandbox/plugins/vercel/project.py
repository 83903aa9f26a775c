"""vercel.Project and vercel.get_project: settings, the linked repository, and its production branch."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from pulumi.runtime.rpc import UNKNOWN

from sandbox.plugins.fields import Field, Fields, decode, encode, encode_whole, same_named
from sandbox.plugins.resource import Function, RestResource, by_method
from sandbox.plugins.schema import Problem
from sandbox.plugins.service import Service
from sandbox.plugins.values import Json
from sandbox.plugins.vercel.api import located
from sandbox.plugins.vercel.environment_variable import ProjectEnvironmentVariable

NAME = re.compile(r"[a-z0-9-]{1,52}")
PROTECTION = {
    "standard_protection_new": "all_except_custom_domains",
    "standard_protection": "prod_deployment_urls_and_all_previews",
    "all_deployments": "all",
    "only_preview_deployments": "preview",
}
# What POST takes; the rest of the settings follows in a PATCH, as the real provider sends them.
ON_CREATE = """
    name framework buildCommand devCommand installCommand outputDirectory rootDirectory
    previewDeploymentSuffix
    commandForIgnoringBuildStep ssoProtection oidcTokenConfig resourceConfig enablePreviewFeedback
    enableProductionFeedback enableAffectedProjectsDeployments previewDeploymentsDisabled
""".split()  # noqa: SIM905 - a list literal of these would be a page long


def encode_protection(value: Json) -> Json | None:
    """Return the API's `ssoProtection`; null means none."""
    kind = PROTECTION.get(value.get("deploymentType", ""))
    return {"deploymentType": kind} if kind else None


def decode_protection(value: Json | None) -> Json:
    """Return the property for the API's `ssoProtection`."""
    kinds = {wire: kind for kind, wire in PROTECTION.items()}
    return {"deploymentType": kinds[value["deploymentType"]] if value else "none"}


def decode_link(link: Json | None) -> Json | None:
    """Return the property for the API's `link`, which holds owner and name apart."""
    if link is None:
        return None
    return {
        "type": link["type"],
        "repo": f"{link['org']}/{link['repo']}",
        "productionBranch": link["productionBranch"],
    }


class Project(RestResource):
    """A project; everything changes in place."""

    kind = "vercel:index/project:Project"
    module = "pulumiverse_vercel.project"
    paths = by_method(
        "/v8/projects", "/v10/projects/{id}", PATCH="/v9/projects/{id}", DELETE="/v8/projects/{id}"
    )
    fields: ClassVar[Fields] = {
        **same_named("name", "framework", "buildCommand", "devCommand", "installCommand", "outputDirectory"),
        **same_named("rootDirectory"),
        "teamId": Field(wire="accountId", replaces=True, computed=True),
        "gitRepository": Field(wire="link", partial=True, decode=decode_link),
        "ignoreCommand": Field(wire="commandForIgnoringBuildStep"),
        "vercelAuthentication": Field(
            wire="ssoProtection", computed=True, encode=encode_protection, decode=decode_protection
        ),
        **same_named("oidcTokenConfig", "resourceConfig", computed=True, partial=True),
        **same_named("autoAssignCustomDomains", "gitForkProtection", unset=True),
        **same_named("previewDeploymentSuffix", "nodeVersion", "gitComments", computed=True),
        **same_named("previewDeploymentsDisabled", "enablePreviewFeedback", computed=True),
        **same_named("enableProductionFeedback", "enableAffectedProjectsDeployments", computed=True),
        **same_named("directoryListing", "protectedSourcemaps", computed=True),
        "gitLfs": Field(wire="gitLFS", computed=True),
        "automaticallyExposeSystemEnvironmentVariables": Field(wire="autoExposeSystemEnvs", computed=True),
        "prioritiseProductionBuilds": Field(wire="productionDeploymentsFastLane", computed=True),
        "functionFailover": Field(wire="serverlessFunctionZeroConfigFailover", computed=True),
        "customerSuccessCodeVisibility": Field(wire="customerSupportCodeVisibility", computed=True),
    }

    def rules(self, inputs: Json) -> Iterator[Problem]:
        """Yield what the real provider's validators refuse."""
        name = inputs.get("name")
        if name is None:
            # The real plugin would make up a name with a random suffix; here that is always a slip.
            yield "name", "Missing property 'name': without it the project gets a random name"
        elif name != UNKNOWN and not NAME.fullmatch(str(name)):
            yield "name", "a project name has up to 52 lower-case letters, digits and hyphens"
        protection = inputs.get("vercelAuthentication", {})
        kind = protection.get("deploymentType", UNKNOWN) if isinstance(protection, dict) else UNKNOWN
        if kind not in (UNKNOWN, "none", *PROTECTION):
            yield "vercelAuthentication.deploymentType", f"expected one of none, {', '.join(PROTECTION)}"
        repository = inputs.get("gitRepository", {})
        if isinstance(repository, dict) and "deployHooks" in repository:
            yield "gitRepository.deployHooks", "the sandbox does not emulate 'deployHooks'"

    def imported(self, identity: str) -> Json:
        """Return the team of an id such as team_x/prj_x."""
        team, project = located(identity, 1, "team_ID/prj_ID")
        return {"teamId": team or None, "_id": project}

    async def create(self, api: Service, inputs: Json) -> tuple[str, Json]:
        """POST with what POST takes, then PATCH the rest, then set the production branch."""
        settings, repository = _settings(encode(self.fields, inputs)), inputs.get("gitRepository")
        first = {key: value for key, value in settings.items() if key in ON_CREATE}
        if repository:
            first["gitRepository"] = {"type": repository["type"], "repo": repository["repo"]}
        team = inputs.get("teamId")
        reply: Json = await self.send(api, "POST", inputs, first)
        path = f"/v9/projects/{reply['id']}"
        reply = await api.call("PATCH", path, settings, teamId=team)
        if repository and repository.get("productionBranch"):
            body = {"branch": repository["productionBranch"]}
            reply = await api.call("PATCH", f"{path}/branch", body, teamId=team)
        return reply["id"], reply

    async def update(self, api: Service, identity: str, state: Json, inputs: Json) -> Json:
        """PATCH all settings; the link and the production branch have requests of their own."""
        team, path = state.get("teamId"), f"/v9/projects/{identity}"
        await api.call("PATCH", path, _settings(encode_whole(self.fields, inputs)), teamId=team)
        old, new = state.get("gitRepository") or {}, inputs.get("gitRepository") or {}
        relink = _repository(old) != _repository(new)
        if relink and old:
            await api.call("DELETE", f"{path}/link", teamId=team)
        if relink and new:
            await api.call("POST", f"{path}/link", _repository(new), teamId=team)
        branch = new.get("productionBranch")
        if branch and (relink or branch != old.get("productionBranch")):
            await api.call("PATCH", f"{path}/branch", {"branch": branch}, teamId=team)
        reply: Json = await self.send(api, "GET", state, None, identity)
        return reply


def _settings(body: Json) -> Json:
    return {key: value for key, value in body.items() if key not in ("link", "accountId")}


def _repository(value: Json) -> dict[str, Any]:
    return {key: value[key] for key in ("type", "repo") if key in value}


async def get_project(api: Service, arguments: Json) -> Json:
    """Return a project by name or id, with its variables; raises PluginError if there is none."""
    team = arguments.get("teamId")
    reply = await api.call("GET", f"/v10/projects/{arguments['name']}", teamId=team)
    path = f"/v8/projects/{reply['id']}/env"
    envs = await api.call("GET", path, teamId=team, decrypt="true", limit="100")
    found = {key: value for key, value in decode(Project.fields, reply).items() if value is not None}
    if "gitRepository" in found:
        found["gitRepository"]["deployHooks"] = []
    return {**found, "id": reply["id"], "environments": [_variable(env) for env in envs["envs"]]}


def _variable(env: Json) -> Json:
    return {**decode(ProjectEnvironmentVariable.fields, env), "id": env["id"]}


GET_PROJECT = {"vercel:index/getProject:getProject": Function[Service](("name",), get_project)}
