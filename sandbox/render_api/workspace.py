"""Workspaces (`/owners`), and what differs from one to the next or is not published.

The latter is set by `POST /_sandbox/render`.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from sandbox.body import Body
from sandbox.cloud import Cloud
from sandbox.http import Call, Json, Row
from sandbox.render_api.paging import equal, page, select
from sandbox.render_api.wire import Refused, named_by, table, unfetchable

NO_CARD = (
    "Payment information is required to complete this request. "
    "To add a card, visit https://dashboard.render.com/billing"
)


class Workspace(Body):
    """What a workspace is like.

    `card`: it can pay. `git_access`: Render may read the repositories. `overlap`: what a deploy does to a
    running one. `plan_echo`: how replies spell plans. `domain_quota`: how many custom domains it may have,
    None for any number. `builds_kept`: of how many earlier deploys the build is kept. `rollback_env`: which
    env vars a rollback brings, those of the deploy that it returns to or the present ones.
    """

    card: bool = True
    git_access: bool = True
    overlap: Literal["wait", "override"] = "wait"
    plan_echo: Literal["as_sent", "old", "new"] = "as_sent"
    domain_quota: Annotated[int, Field(ge=0, le=1000)] | None = None
    builds_kept: Annotated[int, Field(ge=0, le=1000)] = 5
    rollback_env: Literal["target", "current"] = "target"


DEFAULTS: Json = Workspace().model_dump(by_alias=True)


def settings(cloud: Cloud) -> Json:
    """Return what the workspace is like now: the keys of DEFAULTS."""
    changed: Json = cloud.render.get("switches", {})
    return DEFAULTS | changed


def setting(cloud: Cloud, name: str) -> Any:
    """Return one of the settings."""
    return settings(cloud)[name]


def refuse_without_card(cloud: Cloud, plan: str) -> None:
    """Refuse a paid plan with 402 while the workspace has no card; the text is as reported by users."""
    if plan != "free" and not setting(cloud, "card"):
        raise Refused(402, NO_CARD)


def refuse_unreadable(cloud: Cloud, repo: str) -> None:
    """Refuse a repository with 400 while Render may read none: it asks the host before anything else."""
    if not setting(cloud, "gitAccess"):
        raise unfetchable(repo)


def owner_of(cloud: Cloud, owner_id: str) -> Json:
    """Return the workspace that a create request names. Raises Refused 400 when the key does not see it."""
    found: Json | None = table(cloud, "owners").get(owner_id)
    if found is None:
        raise Refused(400, "invalid ownerId")
    return found


def _list(call: Call) -> list[Json]:
    filters = {"name": equal("name"), "email": equal("email")}
    owners = select(call, table(call.cloud, "owners").values(), filters)
    return page(call, [(owner["id"], {"owner": owner}) for owner in owners])


def _get(call: Call) -> Json:
    return named_by(call, "owners")


ROUTES: list[Row] = [("GET", "/owners", _list, 200), ("GET", "/owners/{id}", _get, 200)]
