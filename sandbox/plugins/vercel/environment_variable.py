"""vercel.ProjectEnvironmentVariable: one key for some targets, its value always a secret to the engine."""

from collections.abc import Iterator
from typing import ClassVar

from pulumi.runtime.rpc import UNKNOWN

from sandbox.plugins.fields import Field, Fields, encode
from sandbox.plugins.resource import RestResource, by_method
from sandbox.plugins.schema import Problem
from sandbox.plugins.service import Service
from sandbox.plugins.values import Json
from sandbox.plugins.vercel.api import located, project_of

TARGETS = (UNKNOWN, "production", "preview", "development")
VISIBILITY = {True: "secret", False: "config"}


def encode_sensitive(value: bool) -> str:
    """Return the API's `type`."""
    return "sensitive" if value else "encrypted"


def decode_sensitive(value: str) -> bool:
    """Return the property for the API's `type`."""
    return value == "sensitive"


class ProjectEnvironmentVariable(RestResource):
    """A variable. A sensitive one never comes back from the API, so drift of its value cannot show."""

    kind = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"
    module = "pulumiverse_vercel.project_environment_variable"
    paths = by_method(
        "/v10/projects/{projectId}/env",
        "/v10/projects/{projectId}/env/{id}",
        DELETE="/v8/projects/{projectId}/env/{id}",
    )
    fields: ClassVar[Fields] = {
        "projectId": Field(replaces=True),
        "teamId": Field(replaces=True, computed=True),
        "key": Field(wire="key", replaces=True),
        "sensitive": Field(wire="type", replaces=True, encode=encode_sensitive, decode=decode_sensitive),
        "value": Field(wire="value", secret=True),
        "gitBranch": Field(wire="gitBranch"),
        "targets": Field(wire="target", unset=[], unordered=True),
        "customEnvironmentIds": Field(wire="customEnvironmentIds", replaces=True, unset=[], unordered=True),
        "comment": Field(wire="comment", unset=""),
        "visibility": Field(wire="visibility", computed=True),
    }

    def rules(self, inputs: Json) -> Iterator[Problem]:
        """Yield what the real provider's validators refuse."""
        targets = inputs.get("targets", [])
        if not targets and not inputs.get("customEnvironmentIds"):
            yield "targets", "at least one of targets and customEnvironmentIds must be set"
        for target in targets if isinstance(targets, list) else []:
            if target not in TARGETS:
                yield "targets", f"expected some of {', '.join(TARGETS[1:])}"
        visibility, sensitive = inputs.get("visibility", UNKNOWN), inputs.get("sensitive", UNKNOWN)
        if UNKNOWN not in (visibility, sensitive) and VISIBILITY.get(sensitive) != visibility:
            yield "visibility", "must be secret for a sensitive variable and config for any other"

    def imported(self, identity: str) -> Json:
        """Return project, id and team of an id such as team_x/prj_x/ENVID."""
        team, project, variable = located(identity, 2, "team_ID/prj_ID/ENV_ID")
        return {"teamId": team or None, "projectId": project, "_id": variable}

    async def create(self, api: Service, inputs: Json) -> tuple[str, Json]:
        """POST; the comment is always sent, as the real provider does."""
        await project_of(api, inputs)
        body = {"comment": "", **encode(self.fields, inputs)}
        reply = (await self.send(api, "POST", inputs, body))["created"]
        return reply["id"], reply

    async def update(self, api: Service, identity: str, state: Json, inputs: Json) -> Json:
        """PATCH; as in the real provider a null gitBranch is not sent, so it cannot be cleared in place."""
        body = {"comment": "", "target": [], **encode(self.fields, inputs)}
        del body["key"]
        reply: Json = await self.send(api, "PATCH", inputs, body, identity)
        return reply
