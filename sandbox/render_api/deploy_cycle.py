"""The life of a deploy by the sandbox's clock, and what it brings to the running instances.

https://render.com/docs/deploys: settings take effect with a deploy, a plan too; a restart brings nothing.
Nothing runs in the background: `advance` brings a service up to the present. It is called before every access
to a service, so that a queued deploy reads the env that stood when its turn came, whenever that is noticed.
"""

from sandbox import git
from sandbox.cloud import Cloud
from sandbox.http import Call, Json
from sandbox.render_api.wire import named_by, new_id, stamp, table
from sandbox.render_api.workspace import setting

FAILED = ("build_failed", "pre_deploy_failed", "update_failed")
RUNNING = ("created", "queued", "build_in_progress", "pre_deploy_in_progress", "update_in_progress")
FINAL = ("live", "canceled", "deactivated", *FAILED)
BUILT = ("repo", "branch", "rootDir")
SEEN = ("deployId", "plan", "healthCheckPath", "maxShutdownDelaySeconds")


def service_of(call: Call) -> Json:
    """Return the service that the path names, brought up to the present. Raises Refused 404 without it."""
    service = named_by(call, "services")
    advance(call.cloud, service)
    return service


def deploys_of(cloud: Cloud, service: Json) -> list[Json]:
    """Return the deploys of a service, newest last."""
    found: list[Json] = table(cloud, "deploys").setdefault(service["id"], [])
    return found


def add_deploy(
    cloud: Cloud,
    service: Json,
    trigger: str,
    *,
    commit_id: str | None = None,
    deploy_only: bool = False,
    restored: Json | None = None,
) -> Json:
    """Add a deploy: started at once, or "queued" behind a running one in place of an older queued one.

    Under the overlap policy "override" it is always started at once, and a running one is canceled.
    `commit_id` None deploys the branch's tip; `deploy_only` skips the build; `restored` is what a deploy from
    before has brought, in whole or in part, and is brought again in place of what it would be now.
    """
    deploys = deploys_of(cloud, service)
    running = [deploy for deploy in deploys if deploy["status"] not in FINAL]
    override = setting(cloud, "overlap") == "override"
    for earlier in running:
        if override or earlier["status"] == "queued":
            finish(earlier, "canceled", cloud.now())
    now = stamp(cloud.now())
    deploy: Json = {
        "id": new_id("dep-"),
        "commit": restored["built"]["commit"] if restored else _commit(cloud, service, commit_id),
        "status": "queued",
        "trigger": trigger,
        "finishedAt": None,
        "createdAt": now,
        "updatedAt": now,
        "_deployOnly": deploy_only,
        "_restored": restored or {},
        "_fail": table(cloud, "failNext").pop(service["name"], None),
    }
    deploys.append(deploy)
    if override or not running:
        _begin(service, deploy, cloud.now())
    return deploy


def advance(cloud: Cloud, service: Json) -> None:
    """Bring the deploys of `service` to where they stand now."""
    free_at = 0.0
    for deploy in deploys_of(cloud, service):
        if deploy["status"] == "queued":
            _begin(service, deploy, free_at)
        if deploy["status"] not in FINAL and not _progress(cloud, service, deploy):
            return
        free_at = max(free_at, deploy["_finished"])


def finish(deploy: Json, status: str, at: float) -> None:
    """End a deploy at epoch seconds `at`; what it would have brought to life is dropped."""
    deploy.update(status=status, finishedAt=stamp(at), updatedAt=stamp(at), _finished=at)
    deploy.pop("_brings", None)


def seen_by_instances(service: Json) -> Json | None:
    """Return what the running instances see, env vars by key only; None before any deploy was live."""
    live: Json | None = service["_live"]
    if live is None:
        return None
    built = {key: value for key, value in live["built"].items() if key != "commit"}
    keys = {"envKeys": sorted(live["env"]), "commitId": live["built"]["commit"]["id"]}
    return {key: live[key] for key in SEEN} | built | keys


def _begin(service: Json, deploy: Json, at: float) -> None:
    # Before anything is live there is no build to deploy: it is made.
    kept = service["_live"] if deploy["_deployOnly"] and service["_live"] else {}
    restored = deploy.pop("_restored", {})
    built = restored.get("built") or kept.get("built")
    if built:
        deploy["commit"] = built["commit"]
    details = service["serviceDetails"]
    brings = {
        "deployId": deploy["id"],
        "env": dict(service["_env"]),
        "plan": details["plan"],
        "healthCheckPath": details.get("healthCheckPath"),
        "maxShutdownDelaySeconds": details.get("maxShutdownDelaySeconds"),
        "built": built or _build(service, deploy),
    } | restored
    deploy.update(status="created", startedAt=stamp(at), updatedAt=stamp(at), _started=at, _brings=brings)
    deploy["_stages"] = _stages(service, deploy["_fail"], builds=built is None)


def _build(service: Json, deploy: Json) -> Json:
    details = service["serviceDetails"]
    commands: Json = dict(details["envSpecificDetails"])
    # One that was removed is still there, as an empty text.
    commands["preDeployCommand"] = commands.get("preDeployCommand") or None
    source = {key: service[key] for key in BUILT}
    return {"commit": deploy["commit"], **source, "runtime": details["runtime"], **commands}


def _stages(service: Json, fail: str | None, *, builds: bool) -> list[str]:
    pre_deploy = service["serviceDetails"]["envSpecificDetails"].get("preDeployCommand")
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


def _progress(cloud: Cloud, service: Json, deploy: Json) -> bool:
    """Move a running deploy to its present stage; tells whether it has ended."""
    stages = deploy["_stages"]
    last = len(stages) - 1
    reached = cloud.stage(deploy["_started"], last)
    if reached < last:
        deploy["status"] = stages[reached]
        return False
    ended = deploy["_started"] + last * cloud.stage_seconds
    if stages[last] == "live":
        for earlier in deploys_of(cloud, service):
            if earlier["status"] == "live":
                earlier.update(status="deactivated", updatedAt=stamp(ended), _brought=service["_live"])
        service["_live"] = deploy["_brings"]
    finish(deploy, stages[last], ended)
    return True


def _commit(cloud: Cloud, service: Json, commit_id: str | None) -> Json:
    repo, branch = service["repo"], service["branch"]
    wanted = git.commit(cloud, repo, branch, commit_id) if commit_id else git.tip(cloud, repo, branch)
    return wanted | {"createdAt": stamp(wanted["createdAt"])}
