"""Instant Rollback and promotion: the production domains change hands and nothing is built.

https://vercel.com/docs/instant-rollback; the statuses are those of Vercel's API reference (`requestRollback`,
`requestPromote`). Which of them meets what, and their texts, is assumed except for the Hobby plan's.
"""

from sandbox.http import Json, Row
from sandbox.vercel_api import production, teams
from sandbox.vercel_api.projects import of
from sandbox.vercel_api.wire import Call, VercelError, bad_request, not_found, refuse_unknown

BEYOND_HOBBY = "To roll back further than the previous production deployment, upgrade to pro"


def _rollback(call: Call) -> None:
    """Return to a deployment that has served production; new ones are no longer served by themselves."""
    project, identity, deployment = _named(call)
    if not production.has_served(deployment):
        raise VercelError(
            422,
            "unprocessable_entity",
            "The deployment has not served the production domains of the project.",
        )
    if identity == project["_production"]:
        # `skipped` is a status of Vercel's: nothing is to be done.
        production.note(call.cloud, project, "rollback", identity, "skipped")
        return
    if teams.plan(call.cloud) == "hobby" and identity != production.previous(call.cloud, project):
        raise VercelError(402, "payment_required", BEYOND_HOBBY)
    job = production.request(call.cloud, project, "rollback", identity)
    if reason := call.query.get("description"):
        told = {"userId": "sandbox", "username": "rehearsal", "createdAt": job["requestedAt"]}
        project["rollbackDescription"] = {**told, "description": reason}


def _promote(call: Call) -> None:
    """Serve a production deployment; ends the rolled-back state."""
    project, identity, deployment = _named(call)
    if deployment["target"] != "production" or deployment["readyState"] != "READY":
        raise bad_request("Only a production deployment that is ready can be promoted.")
    if identity == project["_production"]:
        raise VercelError(409, "conflict", "The deployment is the current production deployment already.")
    production.request(call.cloud, project, "promote", identity)


def _named(call: Call) -> tuple[Json, str, Json]:
    """The project, the deployment's id and it; raises 400, 404, or 409 while another request runs."""
    refuse_unknown(call.body, frozenset())
    project, identity = of(call), call.path["deployment"]
    deployment = production.deployments_of(call.cloud, project).get(identity)
    if deployment is None:
        raise not_found("Deployment")
    if production.is_busy(project):
        raise VercelError(409, "conflict", "Another rollback or promotion of the project is in progress.")
    return project, identity, deployment


ROUTES: list[Row] = [
    ("POST", "/v1/projects/{project}/rollback/{deployment}", _rollback, 201),
    # 202 is documented beside it, and not when.
    ("POST", "/v10/projects/{project}/promote/{deployment}", _promote, 201),
]
