"""Control routes for what happens around releases: pushes, builds that fail, Vercel's plan, backups' age."""

from collections.abc import Callable, Mapping

from sandbox import git
from sandbox.atlas_api import snapshots
from sandbox.cloud import Cloud
from sandbox.control_bodies import FailDeployment, Push, Snapshots, checked
from sandbox.http import Call, Json, Row
from sandbox.render_api.deploy_cycle import add_deploy, advance
from sandbox.render_api.wire import Refused, not_found, stamp, table
from sandbox.vercel_api import deployments, production, teams


def _push(call: Call) -> Json:
    """Add a commit to a branch, and do what the two hosts do then.

    Render deploys each service of the branch whose automatic deploys are on, Vercel each linked project: to
    production from its production branch, else a preview. Returns the commit and what was begun.
    """
    wanted = checked(Push, call.body)
    repo, branch = git.address(wanted["repo"]), wanted["branch"]
    if wanted.get("commit") == git.tip(call.cloud, repo, branch)["id"]:
        raise Refused(400, "commit is the tip of the branch already: push another one")
    made = git.push(call.cloud, repo, branch, wanted.get("commit"), wanted.get("message"))
    return {
        "commit": made | {"createdAt": stamp(made["createdAt"])},
        "deploys": _to_render(call, repo, branch),
        "deployments": _to_vercel(call, repo, branch),
    }


def _to_render(call: Call, repo: str, branch: str) -> list[Json]:
    begun = []
    for service in table(call.cloud, "services").values():
        linked = (git.address(service["repo"]), service["branch"]) == (repo, branch)
        # `checksPass`: here all checks pass at once.
        if not linked or service["autoDeployTrigger"] == "off" or service["suspended"] == "suspended":
            continue
        advance(call.cloud, service)
        deploy = add_deploy(call.cloud, service, "new_commit")
        begun.append({"service": service["name"], "id": deploy["id"]})
    return begun


def _to_vercel(call: Call, repo: str, branch: str) -> list[Json]:
    begun = []
    for project in call.cloud.vercel.get("projects", {}).values():
        link = project["link"]
        if not link or git.address(f"{link['org']}/{link['repo']}", link["type"]) != repo:
            continue
        production.settle(call.cloud, project)
        made = deployments.add(
            call.cloud, project, branch, production=branch == link["productionBranch"], source="git"
        )
        begun.append({"project": project["name"], "id": made["id"], "target": made["target"]})
    return begun


def _fail_deployment(call: Call) -> Json:
    wanted = checked(FailDeployment, call.body)
    message = wanted.get("errorMessage", FailDeployment.model_fields["error_message"].default)
    call.cloud.vercel.setdefault("failNext", {})[wanted["project"]] = message
    return {"project": wanted["project"], "errorMessage": message}


def _account(call: Call) -> Json:
    return teams.settings(call.cloud)


def _set_account(call: Call) -> Json:
    call.cloud.vercel.setdefault("switches", {}).update(checked(teams.Account, call.body))
    return teams.settings(call.cloud)


_SNAPSHOTS: Mapping[str, Callable[[Cloud, Json], bool]] = {
    "newestHours": lambda cloud, wanted: snapshots.age(cloud, wanted["cluster"], wanted["newestHours"]),
    "remove": lambda cloud, wanted: snapshots.remove(cloud, wanted["cluster"]),
    "failNext": lambda cloud, wanted: snapshots.fail_next(cloud, wanted["cluster"]),
}


def _snapshots(call: Call) -> Json:
    wanted = checked(Snapshots, call.body)
    told = [key for key in ("newestHours", "remove", "failNext") if wanted.get(key, False) is not False]
    if len(told) != 1:
        raise Refused(400, 'send one of "newestHours", "remove": true and "failNext": true')
    if not _SNAPSHOTS[told[0]](call.cloud, wanted):
        raise not_found(wanted["cluster"])
    return wanted


ROUTES: list[Row] = [
    ("POST", "/push", _push, 200),
    ("POST", "/fail-deployment", _fail_deployment, 200),
    ("GET", "/vercel", _account, 200),
    ("POST", "/vercel", _set_account, 200),
    ("POST", "/snapshots", _snapshots, 200),
]
