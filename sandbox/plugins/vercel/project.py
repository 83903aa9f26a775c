"""vercel.Project and vercel.get_project: settings, the linked repository, and its production branch."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from pulumi.runtime.rpc import UNKNOWN

from sandbox.plugins.fields import Fields, aligned, decode
from sandbox.plugins.plan import planned
from sandbox.plugins.resource import Function, RestResource, by_method
from sandbox.plugins.schema import Problem
from sandbox.plugins.service import Service
from sandbox.plugins.values import Json
from sandbox.plugins.vercel.api import located
from sandbox.plugins.vercel.environment_variable import ProjectEnvironmentVariable
from sandbox.plugins.vercel.project_fields import FIELDS, PROTECTION, SKEW_SECONDS

NAME = re.compile(r"[a-z0-9-]{1,52}")
NODE_VERSIONS = ("18.x", "20.x", "22.x", "24.x")
PASSWORD_LENGTHS = range(1, 73)
# What POST takes; the rest of the settings follows in a PATCH, as the real provider sends them.
ON_CREATE = """
    name framework buildCommand devCommand installCommand outputDirectory rootDirectory
    previewDeploymentSuffix
    commandForIgnoringBuildStep ssoProtection oidcTokenConfig resourceConfig enablePreviewFeedback
    enableProductionFeedback enableAffectedProjectsDeployments previewDeploymentsDisabled
""".split()  # noqa: SIM905 - a list literal of these would be a page long


class Project(RestResource):
    """A project; everything changes in place."""

    kind = "vercel:index/project:Project"
    module = "pulumiverse_vercel.project"
    paths = by_method(
        "/v8/projects", "/v10/projects/{id}", PATCH="/v9/projects/{id}", DELETE="/v8/projects/{id}"
    )
    fields: ClassVar[Fields] = FIELDS
    plans = True

    def rules(self, inputs: Json) -> Iterator[Problem]:
        """Yield what the real provider's validators refuse."""
        name = inputs.get("name")
        if name is None:
            # The real plugin would make up a name with a random suffix; here that is always a slip.
            yield "name", "Missing property 'name': without it the project gets a random name"
        elif name != UNKNOWN and not NAME.fullmatch(str(name)):
            yield "name", "a project name has up to 52 lower-case letters, digits and hyphens"
        kind = _part(inputs, "vercelAuthentication", "deploymentType")
        if kind not in (UNKNOWN, "none", *PROTECTION):
            yield "vercelAuthentication.deploymentType", f"expected one of none, {', '.join(PROTECTION)}"
        if "deployHooks" in inputs.get("gitRepository", {}):
            yield "gitRepository.deployHooks", "the sandbox does not emulate 'deployHooks'"
        yield from _of_what_exists(inputs)

    def imported(self, identity: str) -> Json:
        """Return the team of an id such as team_x/prj_x."""
        team, project = located(identity, 1, "team_ID/prj_ID")
        return {"teamId": team or None, "_id": project}

    def inputs(self, old: Json, reply: Json, whole: bool) -> Json:
        """Return the inputs as the reply shows them: all at an import, else those that were stated."""
        shown = decode(FIELDS, reply)
        if shown.get("passwordProtection") and "passwordProtection" in old:
            shown["passwordProtection"]["password"] = old["passwordProtection"]["password"]
        known = {key: value for key, value in shown.items() if value is not None and (whole or key in old)}
        return {key: aligned(old[key], value) if key in old else value for key, value in known.items()}

    def state(self, inputs: Json, reply: Json) -> Json:
        """Return the outputs; Git comments only where they are stated, as the plugin does."""
        shown = reply if "gitComments" in inputs else {**reply, "gitComments": None}
        return super().state(inputs, shown)

    async def create(self, api: Service, inputs: Json) -> tuple[str, Json]:
        """POST with what POST takes, then PATCH the rest, then set the production branch."""
        repository = inputs.get("gitRepository")
        settings = _settings(_body({}, inputs))
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
        await api.call("PATCH", path, _settings(_body(state, inputs)), teamId=team)
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


def _of_what_exists(inputs: Json) -> Iterator[Problem]:
    """Yield what the plugin refuses of projects that Vercel lets exist (seen with 5.10)."""
    if {"previewComments", "enablePreviewFeedback"} <= inputs.keys():
        yield "previewComments", "cannot be specified when enable_preview_feedback is specified"
    password = _part(inputs, "passwordProtection", "password")
    if password != UNKNOWN and len(password) not in PASSWORD_LENGTHS:
        yield "passwordProtection.password", "string length must be between 1 and 72"
    for key, allowed in (("nodeVersion", NODE_VERSIONS), ("skewProtection", tuple(SKEW_SECONDS))):
        if inputs.get(key, UNKNOWN) not in (UNKNOWN, *allowed):
            yield key, f"value must be one of: {', '.join(allowed)}"
    resources = inputs.get("resourceConfig") or {}
    if resources.get("fluid") and resources.get("functionDefaultCpuType") == "standard_legacy":
        yield "resourceConfig", "fluid compute needs another CPU type than standard_legacy"


def _part(inputs: Json, key: str, name: str) -> Any:
    held = inputs.get(key, {})
    return held.get(name, UNKNOWN) if isinstance(held, dict) else UNKNOWN


def _body(state: Json, inputs: Json) -> Json:
    """What a PATCH says: the whole plan, null and false included."""
    plan = planned(FIELDS, state, inputs)
    return {field.wire: field.encode(plan[key]) for key, field in FIELDS.items() if key in plan}


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
