"""The connection to Vercel's API, and the settings that make it."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.plugins.install import Start
from sandbox.plugins.service import PluginError, Service, loopback
from sandbox.plugins.values import Json

TOKEN = re.compile(r"[0-9a-zA-Z]{24}")


async def connect(environ: Mapping[str, str], start: Start, config: Json) -> Service:
    """Return the connection; raises PluginError without a token, or if the team is not the token's.

    As in the real provider, the configuration wins over VERCEL_API_TOKEN, and the team is looked up once.
    `start`: how the engine started the plugin, which is where the real one asks git.
    """
    url = loopback("vercel", "VERCEL_API_URL", environ.get("VERCEL_API_URL", ""))
    token = config.get("apiToken") or environ.get("VERCEL_API_TOKEN", "")
    if not TOKEN.search(token):
        raise PluginError(
            "vercel: Invalid api_token: set VERCEL_API_TOKEN to a token with 24 alphanumeric characters"
        )
    api = Service("vercel", url, _explain, {"Authorization": f"Bearer {token}"})
    api.start = start
    if config.get("team"):
        team = await api.call("GET", f"/v2/teams/{config['team']}")
        api.defaults["teamId"] = team["id"]
    return api


def _explain(body: Any) -> str:
    return f"{body['error']['code']} - {body['error']['message']}"


async def project_of(api: Service, properties: Json) -> Json:
    """Return the project that `projectId` names; raises PluginError without it."""
    project: Json = await api.call(
        "GET", f"/v10/projects/{properties['projectId']}", teamId=properties.get("teamId")
    )
    return project


def located(identity: str, count: int, form: str) -> list[str]:
    """Split an import id that may start with a team; returns the team ("" for none) and the others."""
    found = identity.split("/", count)
    if len(found) == count:
        found.insert(0, "")
    if len(found) != count + 1 or not all(found[1:]):
        raise PluginError(f"vercel: import id {identity!r} should have the form {form}")
    return found
