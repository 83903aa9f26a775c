"""The life of a deploy by the sandbox's clock: https://render.com/docs/deploys.

Nothing runs in the background: `advance` brings a service up to the present. It is called before every access
to a service, so that a queued deploy reads the env that stood when its turn came, whenever that is noticed.
"""

import hashlib

from sandbox.cloud import Cloud
from sandbox.render_api.live import brought
from sandbox.render_api.switches import switch
from sandbox.render_api.wire import Object, new_id, stamp, table

FAILED = ("build_failed", "pre_deploy_failed", "update_failed")
FINAL = ("live", "canceled", "deactivated", *FAILED)
INJECTABLE = (*FAILED, "canceled")


def deploys_of(cloud: Cloud, service: Object) -> list[Object]:
    """Return the deploys of a service, newest last."""
    found: list[Object] = table(cloud, "deploys").setdefault(service["id"], [])
    return found


def order_deploy(
    cloud: Cloud, service: Object, trigger: str, *, commit_id: str | None = None, deploy_only: bool = False
) -> Object:
    """Add a deploy: started at once, or "queued" behind a running one in place of an older queued one.

    Under the overlap policy "override" it is always started at once, and a running one is canceled.
    `commit_id` None deploys the branch's tip; `deploy_only` skips the build.
    """
    deploys = deploys_of(cloud, service)
    running = [deploy for deploy in deploys if deploy["status"] not in FINAL]
    override = switch(cloud, "overlap") == "override"
    for earlier in running:
        if override or earlier["status"] == "queued":
            finish(earlier, "canceled", cloud.now())
    now = stamp(cloud.now())
    deploy: Object = {
        "id": new_id("dep-"),
        "commit": _commit(service, commit_id, now),
        "status": "queued",
        "trigger": trigger,
        "startedAt": None,
        "finishedAt": None,
        "createdAt": now,
        "updatedAt": now,
        "_deployOnly": deploy_only,
        "_fail": table(cloud, "failNext").pop(service["name"], None),
    }
    deploys.append(deploy)
    if override or not running:
        _begin(service, deploy, cloud.now())
    return deploy


def advance(cloud: Cloud, service: Object) -> None:
    """Bring the deploys of `service` to where they stand now."""
    free_at = 0.0
    for deploy in deploys_of(cloud, service):
        if deploy["status"] == "queued":
            _begin(service, deploy, free_at)
        if deploy["status"] not in FINAL and not _progress(cloud, service, deploy):
            return
        free_at = max(free_at, deploy["_finished"])


def finish(deploy: Object, status: str, at: float) -> None:
    """End a deploy at epoch seconds `at`; what it would have brought to life is dropped."""
    deploy.update(status=status, finishedAt=stamp(at), updatedAt=stamp(at), _finished=at)
    deploy.pop("_brings", None)


def _begin(service: Object, deploy: Object, at: float) -> None:
    # Before anything is live there is no build to deploy: it is made.
    built = service["_live"]["built"] if deploy["_deployOnly"] and service["_live"] else None
    if built:
        deploy["commit"] = built["commit"]
    brings = brought(service, deploy, built)
    deploy.update(status="created", startedAt=stamp(at), updatedAt=stamp(at), _started=at, _brings=brings)
    deploy["_stages"] = _stages(service, deploy["_fail"], builds=built is None)


def _stages(service: Object, fail: str | None, *, builds: bool) -> list[str]:
    pre_deploy = "preDeployCommand" in service["serviceDetails"]["envSpecificDetails"]
    stages = ["created"]
    if builds or fail == "build_failed":
        stages.append("build_in_progress")
    if fail == "build_failed":
        return [*stages, fail]
    if pre_deploy or fail == "pre_deploy_failed":
        stages.append("pre_deploy_in_progress")
    if fail == "pre_deploy_failed":
        return [*stages, fail]
    return [*stages, "update_in_progress", fail or "live"]


def _progress(cloud: Cloud, service: Object, deploy: Object) -> bool:
    """Move a running deploy to its present stage; tells whether it has ended."""
    stages = deploy["_stages"]
    last = len(stages) - 1
    elapsed = cloud.now() - deploy["_started"]
    reached = last if cloud.stage_seconds == 0 else min(last, int(elapsed / cloud.stage_seconds))
    if reached < last:
        deploy["status"] = stages[reached]
        return False
    ended = deploy["_started"] + last * cloud.stage_seconds
    if stages[last] == "live":
        for earlier in deploys_of(cloud, service):
            if earlier["status"] == "live":
                earlier.update(status="deactivated", updatedAt=stamp(ended))
        service["_live"] = deploy["_brings"]
    finish(deploy, stages[last], ended)
    return True


def _commit(service: Object, commit_id: str | None, now: str) -> Object:
    tip = hashlib.sha256(f"{service['repo']}#{service['branch']}".encode()).hexdigest()[:40]
    return {"id": commit_id or tip, "message": f"tip of {service['branch']}", "createdAt": now}
