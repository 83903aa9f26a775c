"""Which deployment production's visitors see at Vercel, and pointing its domains at another one."""

import math
import time
from collections.abc import Callable, Iterator
from typing import Literal

from config.contract import OF_SITE, name_of
from config.settings import Settings
from ops.accounts import AccountError, Json
from ops.accounts.vercel import Vercel
from ops.operation.phases import Halted

# As long as Vercel's own command line waits for it.
_DEADLINE = 180.0
_POLL, _GROWTH, _LONGEST_PAUSE = 0.1, 1.3, 2.0
_FAILED = ("failed", "skipped")
_IN_PROGRESS = 409


def served(vercel: Vercel, host: str) -> str:
    """The id of the deployment behind a host. Raises AccountError where none is."""
    found = vercel.deployment(host)
    if found is None:
        raise AccountError(f"Vercel: nothing is deployed at {host}; bring the stack up first")
    return str(found["id"])


def gate_turned(vercel: Vercel, project_id: str, settings: Settings) -> float:
    """When the launch gate's variable was written last (epoch seconds): what was built since has its value.

    Infinite where Vercel does not say.
    """
    rows = gate_variables(vercel, project_id, settings)
    written = (row.get("updatedAt") or row.get("createdAt") or math.inf for row in rows)
    return max((float(each) / 1000 for each in written), default=math.inf)


def gate_variables(vercel: Vercel, project_id: str, settings: Settings) -> list[Json]:
    """The launch gate's variable of production, without its value; none where the application has none."""
    name, rows = name_of(settings, OF_SITE["LAUNCHED"]), vercel.variables(project_id)
    return [row for row in rows if row["key"] == name and "production" in (row.get("target") or ())]


def switch(
    vercel: Vercel,
    project_id: str,
    deployment_id: str,
    how: Literal["rollback", "promote"],
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Point production's domains at a deployment and wait until Vercel says that they are.

    The same again does nothing, so it may follow a lost reply. Raises AccountError for a refusal, Halted
    after 3 minutes.
    """
    late = f"Vercel: the {how} to {deployment_id} has not ended after 3 minutes; run it again"
    waiting = pauses(_DEADLINE, late, sleep, clock)
    state = vercel.project_state(project_id)
    while not _is_done(state, deployment_id, how):
        before = _last(state)
        try:
            (vercel.rollback if how == "rollback" else vercel.promote)(project_id, deployment_id)
        except AccountError as error:
            # While another request is under way, ours has to wait.
            if not (error.may_pass or error.status == _IN_PROGRESS):
                raise
        state = _settled(vercel, project_id, waiting)
        if _is_done(state, deployment_id, how):
            return
        # One that failed before ours may be what Vercel still shows.
        if _last(state) != before and _last(state).get("jobStatus") in _FAILED:
            raise Halted(
                f"Vercel: the {how} to {deployment_id} failed; look at Deployments, then run it again"
            )
        next(waiting)


def _settled(vercel: Vercel, project_id: str, waiting: Iterator[None]) -> Json:
    """The project when nothing is under way; while Vercel does not answer, it is waited for."""
    while True:
        try:
            state = vercel.project_state(project_id)
            if not _is_pending(state):
                return state
        except AccountError as error:
            if not error.may_pass:
                raise
        next(waiting)


def pauses(
    seconds: float,
    late: str,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[None]:
    """Pauses between looks, from 0.1 s growing to 2 s. Raises Halted with `late` at the end of `seconds`."""
    pause, end = _POLL, clock() + seconds
    while clock() < end:
        sleep(pause)
        pause = min(pause * _GROWTH, _LONGEST_PAUSE)
        yield
    raise Halted(late)


def _last(state: Json) -> Json:
    return state.get("lastAliasRequest") or {}


def _is_pending(state: Json) -> bool:
    return _last(state).get("jobStatus") in ("pending", "in-progress")


def _is_done(state: Json, deployment_id: str, how: str) -> bool:
    last = _last(state)
    asked = (last.get("toDeploymentId"), last.get("type"), last.get("jobStatus"))
    return asked == (deployment_id, how, "succeeded")
