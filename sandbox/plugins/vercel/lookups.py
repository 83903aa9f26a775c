"""vercel.get_project and vercel.get_domain_config."""

from typing import Any

from sandbox.plugins.fields import decode
from sandbox.plugins.resource import Function
from sandbox.plugins.values import Json
from sandbox.plugins.vercel.api import Vercel
from sandbox.plugins.vercel.environment_variable import ProjectEnvironmentVariable
from sandbox.plugins.vercel.project import Project


async def get_project(api: Vercel, arguments: Json) -> Json:
    """Return a project by name or id, with its variables; raises ServiceError (404) if there is none."""
    team = arguments.get("teamId")
    reply = await api.call("GET", f"/v10/projects/{arguments['name']}", teamId=team)
    path = f"/v8/projects/{reply['id']}/env"
    envs = await api.call("GET", path, teamId=team, decrypt="true", limit="100")
    found = {key: value for key, value in decode(Project.fields, reply).items() if value is not None}
    if "gitRepository" in found:
        found["gitRepository"]["deployHooks"] = []
    return {**found, "id": reply["id"], "environments": [_variable(env) for env in envs["envs"]]}


async def get_domain_config(api: Vercel, arguments: Json) -> Json:
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
        "teamId": arguments.get("teamId") or api.team,
        "misconfigured": reply["misconfigured"],
        "recommendedCname": _first(reply["recommendedCNAME"]),
        "recommendedIpv4s": _first(reply["recommendedIPv4"]),
    }


def _variable(env: Json) -> Json:
    return {**decode(ProjectEnvironmentVariable.fields, env), "id": env["id"]}


def _first(ranked: list[Json]) -> Any:
    return min(ranked, key=lambda item: int(item["rank"]))["value"]


FUNCTIONS = {
    "vercel:index/getProject:getProject": Function[Vercel](("name",), get_project),
    "vercel:index/getDomainConfig:getDomainConfig": Function[Vercel](
        ("domain", "projectIdOrName"), get_domain_config
    ),
}
