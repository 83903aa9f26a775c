"""The Vercel API of the local cloud: what the provider calls, with genuine paths and bodies."""

from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.http import Json, public
from sandbox.vercel_api import deployments, domains, environment, projects
from sandbox.vercel_api.wire import Call, forbidden, route

ENV = "projects/{project}/env"
DOMAINS = "projects/{project}/domains"


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the API's routes, relative to its mount; the versions are those that the provider calls."""
    table = [
        ("GET", "/v2/teams/{team}", get_team, 200),
        ("POST", "/v8/projects", projects.create, 200),
        ("GET", "/v10/projects", projects.list_all, 200),
        ("GET", "/v10/projects/{project}", projects.get, 200),
        ("PATCH", "/v9/projects/{project}", projects.update, 200),
        ("PATCH", "/v9/projects/{project}/branch", projects.set_branch, 200),
        ("POST", "/v9/projects/{project}/link", projects.link, 200),
        ("DELETE", "/v9/projects/{project}/link", projects.unlink, 200),
        ("DELETE", "/v8/projects/{project}", projects.delete, 204),
        ("GET", f"/v8/{ENV}", environment.list_all, 200),
        ("POST", f"/v10/{ENV}", environment.create, 201),
        ("GET", f"/v10/{ENV}/{{env}}", environment.get, 200),
        ("PATCH", f"/v10/{ENV}/{{env}}", environment.update, 200),
        ("DELETE", f"/v8/{ENV}/{{env}}", environment.delete, 200),
        ("POST", f"/v10/{DOMAINS}", domains.create, 200),
        ("GET", f"/v9/{DOMAINS}", domains.list_all, 200),
        ("GET", f"/v9/{DOMAINS}/{{domain}}", domains.get, 200),
        ("PATCH", f"/v9/{DOMAINS}/{{domain}}", domains.update, 200),
        ("DELETE", f"/v9/{DOMAINS}/{{domain}}", domains.delete, 200),
        ("GET", "/v6/domains/{domain}/config", domains.config, 200),
        ("POST", "/v12/now/deployments", deployments.create, 200),
        ("GET", "/v13/deployments/{deployment}", deployments.get, 200),
        ("DELETE", "/v13/deployments/{deployment}", deployments.delete, 200),
    ]
    return [route(cloud, *row) for row in table]


def get_team(call: Call) -> Json:
    """GET /v2/teams/{team}: looked up once by each provider, by id or slug; 403 for one out of sight."""
    wanted = call.path["team"]
    for team in call.table("teams").values():
        if wanted in (team["id"], team["slug"]):
            return public(team)
    raise forbidden("Not authorized: the token has no access to this team")
