"""Teams: looked up once by each provider process, by id or slug."""

from sandbox.vercel_api.wire import Call, Json, forbidden, public


def get(call: Call) -> Json:
    """GET /v2/teams/{team}: the flat team object; a team that the token cannot see is a 403."""
    wanted = call.path["team"]
    for team in call.table("teams").values():
        if wanted in (team["id"], team["slug"]):
            return public(team)
    raise forbidden("Not authorized: the token has no access to this team")
