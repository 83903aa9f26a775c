"""What production serves at Vercel: the newest of its branch, and nothing that it was rolled back to.

The head of the branch is what Vercel was told of last: each push to it makes a deployment for production.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.derived import site_host
from config.settings import Settings
from ops.accounts import Json, matches
from ops.doctor.check import Check

if TYPE_CHECKING:
    from ops.launch.conditions.world import World

# Vercel's word for a build that `ignoreCommand` or a person has left out.
_LEFT_OUT = "CANCELED"


def checks(stack: str, world: "World") -> Iterator[Check]:
    """The deployment behind the site's host, and whether it was chosen by a rollback. Raises AccountError."""
    settings = world.stacks[stack]
    account = world.vercel(settings)
    match = matches.project(account, settings)
    if match is None:
        do = f"`pulumi up --stack {stack}` makes it"
        yield Check("FAIL", stack, "deployment", f"no Vercel project {settings.frontend.project}", do)
        return
    project = match.thing["id"]
    yield _rollback(stack, account.project_state(project))
    served = account.deployment(site_host(settings))
    latest = account.production_deployments(project, None)
    yield _served(stack, settings, served, latest)


def _rollback(stack: str, state: Json) -> Check:
    target = state.get("lastRollbackTarget")
    if target:
        to = target.get("toDeploymentId") if isinstance(target, dict) else None
        do = f"`python -m ops rollback --stack {stack} --done` leaves it"
        found = f"the site stands rolled back{f' to {to}' if to else ''}: newer ones are not served"
        return Check("FAIL", stack, "rollback", found, do)
    return Check("ok", stack, "rollback", "the site is not rolled back")


def _served(stack: str, settings: Settings, served: Json | None, latest: list[Json]) -> Check:
    host = site_host(settings)
    if served is None:
        do = f"`pulumi up --stack {stack}` makes one"
        return Check("FAIL", stack, "deployment", f"none is behind {host}", do)
    name, state = served["id"], served.get("readyState")
    if state != "READY":
        return Check(
            "FAIL", stack, "deployment", f"{name} behind {host} is {state}", "wait until it is READY"
        )
    ref = (served.get("meta") or {}).get("githubCommitRef")
    if ref and ref != settings.branch:
        do = f"push {settings.branch}, or update, and wait until it is READY"
        return Check("FAIL", stack, "deployment", f"{name} is of {ref}, not of {settings.branch}", do)
    newest = next((one for one in latest if _state(one) != _LEFT_OUT), None)
    if newest and newest["uid"] != name:
        do = "wait for it, or see at Vercel (Deployments) why it is not served"
        found = f"{name} is served, and the newest, {newest['uid']}{_of(newest)}, is {_state(newest)}"
        return Check("FAIL", stack, "deployment", found, do)
    return Check(
        "ok", stack, "deployment", f"{name}{_of(served)} is READY and Vercel's newest of {settings.branch}"
    )


def _state(row: Json) -> str:
    return str(row.get("readyState") or row.get("state"))


def _of(deployment: Json) -> str:
    """` of 0123456`, where Vercel says the commit."""
    commit = (deployment.get("meta") or {}).get("githubCommitSha")
    return f" of {str(commit)[:7]}" if commit else ""
