"""The Vercel API of the local cloud: what the provider calls, with genuine paths and bodies."""

from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.http import Json, Row, public
from sandbox.vercel_api import deployments, domains, env_vars, projects
from sandbox.vercel_api.wire import Call, forbidden, route


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the API's routes, relative to its mount."""
    rows = (*TEAMS, *projects.ROUTES, *env_vars.ROUTES, *domains.ROUTES, *deployments.ROUTES)
    return [route(cloud, *row) for row in rows]


def _get_team(call: Call) -> Json:
    """Show a team by id or slug, as each provider asks once; 403 for one out of sight."""
    wanted = call.path["team"]
    for team in call.table("teams").values():
        if wanted in (team["id"], team["slug"]):
            return public(team)
    raise forbidden("Not authorized: the token has no access to this team")


TEAMS: list[Row] = [("GET", "/v2/teams/{team}", _get_team, 200)]
