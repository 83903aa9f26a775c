"""vercel.Deployment: one build of a ref; any change is a new build."""

import asyncio
import time
from typing import ClassVar

from sandbox.plugins.fields import Field, Fields, decode, unsent
from sandbox.plugins.resource import Function, RestResource, by_method
from sandbox.plugins.service import PluginError, Service
from sandbox.plugins.values import Json
from sandbox.plugins.vercel.api import project_of
from sandbox.plugins.vercel.git_metadata import git_metadata

POLL_SECONDS = 0.2  # the real provider waits 5 s between polls; builds of the local cloud take less than one
DEADLINE_SECONDS = 120


def production_of(target: str | None) -> bool:
    """Return the property for the API's `target`."""
    return target == "production"


class Deployment(RestResource):
    """A deployment; destroying it leaves it in place unless deleteOnDestroy is set."""

    kind = "vercel:index/deployment:Deployment"
    module = "pulumiverse_vercel.deployment"
    paths = by_method("/v12/now/deployments", "/v13/deployments/{id}")
    fields: ClassVar[Fields] = {
        "projectId": Field(wire="projectId", replaces=True),
        "teamId": Field(replaces=True, computed=True),
        "ref": Field(wire="ref", replaces=True),
        "production": Field(wire="target", replaces=True, unset=False, decode=production_of),
        "meta": Field(replaces=True),
        **unsent("deleteOnDestroy"),
    }
    outputs = ("url", "domains")

    async def create(self, api: Service, inputs: Json) -> tuple[str, Json]:
        """POST a build of the project's repository and wait until its domains point to it."""
        project = await project_of(api, inputs)
        link = project.get("link")
        if not link or not inputs.get("ref"):
            raise PluginError(
                f"vercel: cannot deploy {project['name']}: it takes a ref, and a repository to build from"
            )
        source = {"type": link["type"], "org": link["org"], "repo": link["repo"], "ref": inputs["ref"]}
        # As in client/deployment_create.go of the real one: the name is the id, `build` is never left out.
        body = {
            "project": project["id"],
            "name": project["id"],
            "gitSource": source,
            "projectSettings": {"sourceFilesOutsideRootDirectory": True},
            "build": {},
        }
        if inputs.get("meta"):
            body["meta"] = inputs["meta"]
        if inputs.get("production"):
            body["target"] = "production"
        told = await git_metadata(api.start, f"{link['org']}/{link['repo']}") if api.start else None
        if told:
            body["gitMetadata"] = told
        team = inputs.get("teamId")
        reply = await api.call(
            "POST", "/v12/now/deployments", body, teamId=team, skipAutoDetectionConfirmation="1"
        )
        return reply["id"], await self.shown(api, inputs, await _ready(api, reply["id"], team))

    async def update(self, api: Service, identity: str, state: Json, inputs: Json) -> Json:
        """Change nothing remote: the only property that does not replace is the provider's own."""
        return await self.shown(api, state, await self.send(api, "GET", state, None, identity))

    async def delete(self, api: Service, identity: str, state: Json) -> None:
        """DELETE, if that was asked for."""
        if state.get("deleteOnDestroy"):
            await super().delete(api, identity, state)

    async def shown(self, api: Service, properties: Json, reply: Json) -> Json:
        """Return the deployment with the domains that it serves."""
        return {**reply, "domains": reply["alias"]}


async def _ready(api: Service, identity: str, team: str | None) -> Json:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        reply: Json = await api.call("GET", f"/v13/deployments/{identity}", teamId=team)
        if reply["readyState"] == "CANCELED":
            raise PluginError("vercel: deployment canceled")
        if reply["readyState"] == "ERROR":
            raise PluginError(_failure(reply))
        if reply["aliasAssigned"]:
            return reply
        await asyncio.sleep(POLL_SECONDS)
    raise PluginError(f"vercel: deployment {identity} was not ready after {DEADLINE_SECONDS} s")


def _failure(reply: Json) -> str:
    """What went wrong, as `CheckForError` in client/deployment_create.go of the real one puts it."""
    user, number = reply["creator"]["username"], reply["id"].removeprefix("dpl_")
    page = f"https://vercel.com/{user}/{reply['projectId']}/{number}"
    return f"vercel: {reply['errorCode']} - {reply['errorMessage']}. Visit {page} for more information"


async def get_deployment(api: Service, arguments: Json) -> Json:
    """Return a deployment by its id or a host that it serves; raises PluginError if there is none."""
    team = arguments.get("teamId")
    reply = await api.call("GET", f"/v13/deployments/{arguments['id']}", teamId=team)
    shown = {key: value for key, value in decode(Deployment.fields, reply).items() if value is not None}
    return {**shown, "id": reply["id"], "url": reply["url"], "domains": reply["alias"], "teamId": team}


GET_DEPLOYMENT = {"vercel:index/getDeployment:getDeployment": Function[Service](("id",), get_deployment)}
