"""Teams, and what their plan allows; the plan is set by `POST /_sandbox/vercel`."""

from typing import Literal

from sandbox.body import Body
from sandbox.cloud import Cloud
from sandbox.http import Json, Row, public
from sandbox.vercel_api.wire import Call, forbidden


class Account(Body):
    """What the account is like. `plan`: the teams' plan, which limits how far a rollback goes."""

    plan: Literal["hobby", "pro", "enterprise"] = "pro"


def settings(cloud: Cloud) -> Json:
    """Return what the account is like now."""
    changed: Json = cloud.vercel.get("switches", {})
    return Account().model_dump(by_alias=True) | changed


def plan(cloud: Cloud) -> str:
    """Return the plan of the teams."""
    found: str = settings(cloud)["plan"]
    return found


def _get(call: Call) -> Json:
    """Show a team by id or slug, as each provider asks once; 403 for one out of sight."""
    wanted = call.path["team"]
    for team in call.table("teams").values():
        if wanted in (team["id"], team["slug"]):
            return public(team) | {"billing": {"plan": plan(call.cloud)}}
    raise forbidden("Not authorized: the token has no access to this team")


ROUTES: list[Row] = [("GET", "/v2/teams/{team}", _get, 200)]
