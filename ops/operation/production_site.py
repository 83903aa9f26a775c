"""Which deployment production's visitors see at Vercel, and pointing its domains at another one."""

import time
from collections.abc import Callable
from typing import Literal

from ops.accounts import AccountError, Json
from ops.accounts.vercel import Vercel
from ops.operation.phases import Halted

# As long as Vercel's own command line waits for it.
_DEADLINE = 180.0
_POLL = 0.1
_FAILED = ("failed", "skipped")
_IN_PROGRESS = 409


def served(vercel: Vercel, host: str) -> str:
    """The id of the deployment behind a host. Raises AccountError where none is."""
    found = vercel.deployment(host)
    if found is None:
        raise AccountError(f"Vercel: nothing is deployed at {host}; bring the stack up first")
    return str(found["id"])


def switch(
    vercel: Vercel,
    project_id: str,
    deployment_id: str,
    how: Literal["rollback", "promote"],
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Point production's domains at a deployment and wait until Vercel says that they are.

    The same again does nothing, so it may follow a lost reply. Raises AccountError, Halted after 3 minutes.
    """
    end = clock() + _DEADLINE
    if _is_done(vercel.project_state(project_id), deployment_id, how):
        return
    while True:
        try:
            (vercel.rollback if how == "rollback" else vercel.promote)(project_id, deployment_id)
        except AccountError as error:
            # Without a reply it may be under way; while another is, it has to wait.
            if error.status not in (None, _IN_PROGRESS):
                raise
        while (state := vercel.project_state(project_id)) and _is_pending(state):
            _wait(end, how, deployment_id, sleep, clock)
        if _is_done(state, deployment_id, how):
            return
        if (state.get("lastAliasRequest") or {}).get("jobStatus") in _FAILED:
            raise Halted(
                f"Vercel: the {how} to {deployment_id} failed; look at Deployments, then run it again"
            )
        _wait(end, how, deployment_id, sleep, clock)


def _wait(
    end: float, how: str, deployment_id: str, sleep: Callable[[float], None], clock: Callable[[], float]
) -> None:
    if clock() >= end:
        raise Halted(f"Vercel: the {how} to {deployment_id} has not ended after 3 minutes; run it again")
    sleep(_POLL)


def _is_pending(state: Json) -> bool:
    return (state.get("lastAliasRequest") or {}).get("jobStatus") in ("pending", "in-progress")


def _is_done(state: Json, deployment_id: str, how: str) -> bool:
    last = state.get("lastAliasRequest") or {}
    asked = (last.get("toDeploymentId"), last.get("type"), last.get("jobStatus"))
    return asked == (deployment_id, how, "succeeded")
