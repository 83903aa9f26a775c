"""vercel.ProjectDomain and get_domain_config: a domain of a project, for production or for one branch."""

from collections.abc import Iterator
from typing import Any, ClassVar

from pulumi.runtime.rpc import UNKNOWN

from sandbox.plugins.fields import Field, Fields, encode, encode_whole, same_named, unsent
from sandbox.plugins.resource import Function, RestResource, by_method
from sandbox.plugins.schema import Problem
from sandbox.plugins.service import PluginError, Service
from sandbox.plugins.values import Json
from sandbox.plugins.vercel.api import located, project_of

STATUS_CODES = (UNKNOWN, None, 301, 302, 307, 308)


class ProjectDomain(RestResource):
    """A domain; its id is its name."""

    kind = "vercel:index/projectDomain:ProjectDomain"
    module = "pulumiverse_vercel.project_domain"
    paths = by_method("/v10/projects/{projectId}/domains", "/v9/projects/{projectId}/domains/{domain}")
    identity = "{domain}"
    fields: ClassVar[Fields] = {
        "domain": Field(wire="name", replaces=True),
        "projectId": Field(wire="projectId", replaces=True),
        "teamId": Field(replaces=True, computed=True),
        **same_named("gitBranch", "customEnvironmentId", "redirect", "redirectStatusCode"),
        **unsent("waitForReady"),
    }
    outputs = ("verified", "verifications", "misconfigured")

    def rules(self, inputs: Json) -> Iterator[Problem]:
        """Yield what the real provider's validators refuse."""
        if inputs.get("redirectStatusCode") not in STATUS_CODES:
            yield "redirectStatusCode", "expected one of 301, 302, 307, 308"
        if "gitBranch" in inputs and "customEnvironmentId" in inputs:
            yield "gitBranch", "cannot be set together with customEnvironmentId"

    def imported(self, identity: str) -> Json:
        """Return project, domain and team of an id such as team_x/prj_x/www.example.com."""
        team, project, domain = located(identity, 2, "team_ID/prj_ID/domain")
        return {"teamId": team or None, "projectId": project, "domain": domain}

    async def create(self, api: Service, inputs: Json) -> tuple[str, Json]:
        """POST, after the check that the real provider makes itself."""
        link = (await project_of(api, inputs)).get("link") or {}
        if inputs.get("gitBranch") and inputs["gitBranch"] == link.get("productionBranch"):
            raise PluginError(
                f"vercel: domain {inputs['domain']}: the git_branch specified is the production branch; "
                "leave git_branch out to serve production"
            )
        return await self.created(api, inputs, _without(encode(self.fields, inputs), "projectId"))

    async def update(self, api: Service, identity: str, state: Json, inputs: Json) -> Json:
        """PATCH, with nulls for what is not set any more."""
        body = _without(encode_whole(self.fields, inputs), "projectId", "name")
        return await self.shown(api, inputs, await self.send(api, "PATCH", inputs, body))

    async def shown(self, api: Service, properties: Json, reply: Json) -> Json:
        """Return the domain with what DNS should hold for it."""
        config = await api.call(
            "GET",
            f"/v6/domains/{reply['name']}/config",
            teamId=properties.get("teamId"),
            projectIdOrName=properties["projectId"],
        )
        return {**reply, "verifications": reply["verification"], "misconfigured": config["misconfigured"]}


def _without(body: Json, *names: str) -> Json:
    return {key: value for key, value in body.items() if key not in names}


async def get_domain_config(api: Service, arguments: Json) -> Json:
    """Return what DNS should hold for a domain: the recommendations of the first rank."""
    reply = await api.call(
        "GET",
        f"/v6/domains/{arguments['domain']}/config",
        teamId=arguments.get("teamId"),
        projectIdOrName=arguments["projectIdOrName"],
    )
    return {
        **arguments,
        "id": arguments["domain"],
        "teamId": arguments.get("teamId") or api.defaults.get("teamId"),
        "misconfigured": reply["misconfigured"],
        "recommendedCname": _first(reply["recommendedCNAME"]),
        "recommendedIpv4s": _first(reply["recommendedIPv4"]),
    }


def _first(ranked: list[Json]) -> Any:
    return min(ranked, key=lambda item: int(item["rank"]))["value"]


GET_DOMAIN_CONFIG = {
    "vercel:index/getDomainConfig:getDomainConfig": Function[Service](
        ("domain", "projectIdOrName"), get_domain_config
    )
}
