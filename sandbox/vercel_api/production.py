"""Which deployment the production domains of a project serve: a record of the project, moved by the clock.

A production deployment takes the domains when it is ready, unless the project is rolled back or assigns none
by itself (https://vercel.com/docs/instant-rollback, https://vercel.com/docs/deployments/promoting-a-deployment).
Nothing runs in the background: `settle` does what is due, in the order in which it fell due, so that what
visitors get does not depend on who asked when.
"""

from collections.abc import Callable
from functools import partial
from typing import Literal

from sandbox.cloud import Cloud
from sandbox.http import Json

BUILDING = ("QUEUED", "BUILDING")


def settle(cloud: Cloud, project: Json) -> None:
    """Bring a project and its deployments up to the present."""
    _adopt(cloud, project)
    now = cloud.now()
    due: list[tuple[float, Callable[[], None]]] = []
    for identity, deployment in deployments_of(cloud, project).items():
        if deployment["readyState"] not in BUILDING or "_readyAt" not in deployment:
            continue
        left = deployment["_readyAt"] - now
        if left <= 0:
            due.append((deployment["_readyAt"], partial(_end_build, cloud, project, identity)))
        elif left <= cloud.stage_seconds:
            deployment["readyState"] = "BUILDING"
    if is_busy(project) and project["_switchAt"] <= now:
        due.append((project["_switchAt"], partial(_switch, cloud, project)))
    for _, act in sorted(due, key=lambda entry: entry[0]):
        act()


def deployments_of(cloud: Cloud, project: Json) -> dict[str, Json]:
    """Return the deployments of a project by id, as they were made."""
    made: dict[str, Json] = cloud.vercel.get("deployments", {})
    return {key: row for key, row in made.items() if row["projectId"] == project["id"]}


def serving(cloud: Cloud, project: Json, branch: str | None) -> Json | None:
    """Return what a project serves now: to its production domains, or to a branch's the newest preview."""
    settle(cloud, project)
    made = deployments_of(cloud, project)
    if not branch:
        return made.get(project["_production"])
    previews = (row for row in made.values() if row["target"] is None and row["ref"] == branch)
    return _newest([row for row in previews if row["readyState"] == "READY"])


def has_served(deployment: Json) -> bool:
    """Tell whether a deployment has served production domains: only such a one can be returned to."""
    return bool(deployment["readyState"] == "READY" and deployment.get("readySubstate") == "PROMOTED")


def previous(cloud: Cloud, project: Json) -> str | None:
    """Return the id of the production deployment immediately before the one that is served."""
    made = deployments_of(cloud, project)
    current = made.get(project["_production"])
    if current is None:
        return None
    served = {key: row for key, row in made.items() if has_served(row) and _before(row, current)}
    return max(served, key=lambda key: served[key]["createdAt"], default=None)


def is_busy(project: Json) -> bool:
    """Tell whether a rollback or a promotion is under way."""
    return "_switchAt" in project


def request(cloud: Cloud, project: Json, kind: Literal["rollback", "promote"], identity: str) -> Json:
    """Ask for the production domains to serve a deployment: done one stage of the clock later.

    Returns the request as the project shows it. From that of a rollback on the project is rolled back.
    """
    job = note(cloud, project, kind, identity, "in-progress")
    project["_switchAt"] = cloud.now() + cloud.stage_seconds
    if kind == "rollback":
        wanted = ("fromDeploymentId", "toDeploymentId", "requestedAt")
        project["lastRollbackTarget"] = {key: job[key] for key in wanted}
    return job


def note(cloud: Cloud, project: Json, kind: str, identity: str, status: str) -> Json:
    """Make a request the last one of a project, and return it."""
    job = {
        "fromDeploymentId": project["_production"],
        "toDeploymentId": identity,
        "jobStatus": status,
        "requestedAt": int(cloud.now() * 1000),
        "type": kind,
    }
    project["lastAliasRequest"] = job
    return job


def forget(cloud: Cloud, project: Json, identity: str) -> None:
    """Delete a deployment; if it was served, the newest other that has served is."""
    del cloud.vercel["deployments"][identity]
    if project["_production"] == identity:
        served = {key: row for key, row in deployments_of(cloud, project).items() if has_served(row)}
        project["_production"] = max(served, key=lambda key: served[key]["createdAt"], default=None)


def _adopt(cloud: Cloud, project: Json) -> None:
    """Give a project of a cloud that was saved without the record what it served: its newest ready one."""
    if "_production" in project:
        return
    project["_production"] = None
    made = deployments_of(cloud, project)
    ready = [key for key, row in made.items() if row["target"] and row["readyState"] == "READY"]
    for identity in sorted(ready, key=lambda key: made[key]["createdAt"]):
        _serve(cloud, project, identity)


def _end_build(cloud: Cloud, project: Json, identity: str) -> None:
    deployment = cloud.vercel["deployments"][identity]
    if deployment.get("_fail"):
        deployment.update(readyState="ERROR", errorCode="BUILD_FAILED", errorMessage=deployment["_fail"])
        return
    # Also one that gets no production domain has the names of its own.
    deployment.update(readyState="READY", aliasAssigned=True, ready=int(deployment["_readyAt"] * 1000))
    if not deployment["target"]:
        return
    current = deployments_of(cloud, project).get(project["_production"])
    if assigns(project) and (current is None or _before(current, deployment)):
        _serve(cloud, project, identity)
    else:
        deployment["readySubstate"] = "STAGED"


def assigns(project: Json) -> bool:
    """Tell whether a new production deployment gets the production domains by itself."""
    return bool(project.get("autoAssignCustomDomains", True) and not project.get("lastRollbackTarget"))


def _switch(cloud: Cloud, project: Json) -> None:
    """Do what was requested, unless its deployment was deleted meanwhile."""
    job = project["lastAliasRequest"]
    del project["_switchAt"]
    there = job["toDeploymentId"] in deployments_of(cloud, project)
    job["jobStatus"] = "succeeded" if there else "failed"
    if there:
        _serve(cloud, project, job["toDeploymentId"])
    if there == (job["type"] == "promote"):
        project.update(lastRollbackTarget=None, rollbackDescription=None)


def _serve(cloud: Cloud, project: Json, identity: str) -> None:
    project["_production"] = identity
    cloud.vercel["deployments"][identity]["readySubstate"] = "PROMOTED"


def _newest(rows: list[Json]) -> Json | None:
    return max(rows, key=lambda row: row["createdAt"], default=None)


def _before(one: Json, other: Json) -> bool:
    return bool(one["createdAt"] < other["createdAt"])
