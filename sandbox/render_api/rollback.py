"""Rollback: a deploy of a build from before, which needs no new one.

https://render.com/docs/rollbacks: Render reuses the target deploy's build and "certain configuration details"
of it for this one deploy, and overwrites no setting of the service; the next deploy has the current ones. By
the API, automatic deploys stay on. Start command and env vars are taken to be among the details: the page has
a table of which, whose marks its stored copies have lost; `rollbackEnv` of `POST /_sandbox/render` turns it
round. How many builds are kept is from
https://render.com/articles/how-to-rollback-a-broken-deployment-quickly: 5 on the smallest paid plan.
"""

from sandbox.body import Body, Filled
from sandbox.cloud import Cloud
from sandbox.http import Call, Json, Row, public
from sandbox.render_api.deploy_cycle import add_deploy, deploys_of, service_of
from sandbox.render_api.wire import Refused, checked, not_found
from sandbox.render_api.workspace import setting

KEPT_ON_FREE = 2


class Rollback(Body):
    """The body of POST /services/{id}/rollback."""

    deploy_id: Filled


def _roll_back(call: Call) -> Json:
    wanted = checked(Rollback, call.body)["deployId"]
    service = service_of(call)
    if service["suspended"] == "suspended":
        raise Refused(400, "cannot roll back suspended service")
    target = _target(call.cloud, service, wanted)
    brought = target["_brought"]
    reused = ("built", "env") if setting(call.cloud, "rollbackEnv") == "target" else ("built",)
    restored = {key: brought[key] for key in reused}
    return public(add_deploy(call.cloud, service, "rollback", restored=restored))


def _target(cloud: Cloud, service: Json, wanted: str) -> Json:
    """The deploy to return to; raises 404 without it, 400 unless it was live before and its build is kept."""
    newest_first = deploys_of(cloud, service)[::-1]
    found = next((deploy for deploy in newest_first if deploy["id"] == wanted), None)
    if found is None:
        raise not_found(wanted)
    if found["status"] != "deactivated":
        raise Refused(400, "only a deploy that was live before can be rolled back to")
    kept = setting(cloud, "buildsKept")
    if service["serviceDetails"]["plan"] == "free":
        kept = min(kept, KEPT_ON_FREE)
    earlier = [deploy for deploy in newest_first if deploy["status"] == "deactivated"]
    # A cloud that was saved before has not kept what they brought.
    if found not in earlier[:kept] or not found.get("_brought"):
        raise Refused(400, "the build of this deploy is no longer available")
    return found


ROUTES: list[Row] = [("POST", "/services/{id}/rollback", _roll_back, 201)]
