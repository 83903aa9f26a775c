"""Deploys of a service: start one, and wait for it."""

from dataclasses import dataclass
from functools import partial

from render import services
from render.client import RenderClient
from render.errors import ApiError, DeadlineError, RenderError
from render.progress import note
from render.retry import PASSING, Poller, after_create, create_once
from render.wire import Deploy, Service, parse

_LIVE = "live"
_FAILED = frozenset({"build_failed", "pre_deploy_failed", "update_failed"})
# Ended without a fault of its own: somebody canceled it, or a newer one took its place.
_ENDED = frozenset({"canceled", "deactivated"})
UNSUCCESSFUL = _FAILED | _ENDED
# Every other status, new ones included, is on its way.
# An update and a push bring all that is written; a rollback does not, and what a person starts may not build.
_BRINGING_ALL = frozenset({"api", "new_commit"})

_QUEUE_SECONDS = 60.0


class _CanceledError(RenderError):
    """A deploy was ended from outside, and nothing took its place."""


@dataclass(frozen=True, kw_only=True)
class DeployOptions:
    """How to deploy.

    `initial`: a deploy to wait for instead of starting one, as long as it is the newest and still good.
    `older`: the newest deploy, "" for none, when all was written; a newer one is waited for in the same way.
    `skip_build`: start what is built already.
    """

    initial: str = ""
    older: str | None = None
    skip_build: bool = False


def roll_out(client: RenderClient, service_id: str, timeout: float, options: DeployOptions) -> str:
    """Have what was written to a service running, and answer the id of the deploy that is live with it.

    `timeout` in seconds. A service that a person has suspended is skipped with a note and answers "". Raises
    RenderError, DeadlineError.
    """
    service = (
        # Only a service that was created just now may not be there yet.
        after_create(lambda: services.get(client, service_id), client)
        if options.initial
        else services.get(client, service_id)
    )
    if _skipped(service):
        return ""
    try:
        before = services.newest_deploy(client, service_id)
        goes_on = before and _brings_it(before, options)
        deploy = before if before and goes_on else start(client, service, before, options)
        return wait_until_live(client, service, deploy.id, timeout)
    except (_CanceledError, ApiError) as error:
        # By somebody who has suspended the service meanwhile.
        at_rest = isinstance(error, _CanceledError) or error.status == 400
        if at_rest and _skipped(services.get(client, service_id)):
            return ""
        raise


def _skipped(service: Service) -> bool:
    """Whether a person has suspended the service, which is said. Raises RenderError when Render has."""
    if service.is_suspended_by_render:
        raise RenderError(
            f"{service.name}: Render has suspended it ({', '.join(service.suspenders)}), so nothing is "
            f"deployed: settle that at {service.dashboard_url}, then run again"
        )
    if service.is_suspended:
        note(f"{service.name}: is suspended, not deployed; it deploys when it is resumed")
    return service.is_suspended


def _brings_it(newest: Deploy, options: DeployOptions) -> bool:
    """Whether the newest deploy is one to wait for, such as one that an update has not seen the end of."""
    if newest.status in UNSUCCESSFUL:
        return False
    started_since = options.older not in (None, newest.id)
    return newest.id == options.initial or (started_since and newest.trigger in _BRINGING_ALL)


def start(client: RenderClient, service: Service, before: Deploy | None, options: DeployOptions) -> Deploy:
    """Start a deploy. `before` is the newest one until now. Raises RenderError."""
    path = f"/services/{service.id}/deploys"
    body = {"deployMode": "deploy_only"} if options.skip_build else {}
    payload = create_once(
        lambda: client.post(path, body) or {}, lambda: _started(client, service, before), client
    )
    return parse(Deploy, payload) if payload else _queued(client, service, before)


def _started(client: RenderClient, service: Service, before: Deploy | None) -> dict[str, str] | None:
    now = services.newest_deploy(client, service.id)
    return None if now is None or (before and now.id == before.id) else now.model_dump()


def _queued(client: RenderClient, service: Service, before: Deploy | None) -> Deploy:
    """The deploy behind a 202 without a body: queued behind a running one, and Render does not say its id."""
    poller = Poller(client, _QUEUE_SECONDS)
    while True:
        now = poller.ask(lambda: services.newest_deploy(client, service.id))
        # One that still waited in the queue before ours takes in what was written, and Render merges the two.
        if now and (before is None or now.id != before.id or now.status in ("created", "queued")):
            return now
        if poller.wait_or_expired():
            raise DeadlineError(
                f"{service.name}: Render queued a deploy but does not list it: "
                f"look at {service.dashboard_url}, then run again"
            )


def wait_until_live(client: RenderClient, service: Service, deploy_id: str, timeout: float) -> str:
    """Wait for a deploy, or for the one that took its place, and answer which it was.

    While Render does not answer, it is waited for all the same. Raises RenderError when it fails,
    DeadlineError after `timeout` seconds.
    """
    poller, shown = Poller(client, timeout), ""
    while True:
        try:
            deploy, newest = poller.ask(partial(_look, client, service, deploy_id))
        except PASSING as error:
            raise _late(service, deploy_id, timeout, str(error).partition(": ")[0]) from None
        if shown != f"{deploy.id} {deploy.status}":
            shown = f"{deploy.id} {deploy.status}"
            note(f"{service.name}: deploy {shown}")
        if deploy.status == _LIVE:
            return deploy.id
        if deploy.status in UNSUCCESSFUL:
            deploy_id = _successor(service, deploy, newest)
            continue
        if poller.wait_or_expired():
            raise _late(service, deploy_id, timeout, deploy.status)


def _look(client: RenderClient, service: Service, deploy_id: str) -> tuple[Deploy, Deploy | None]:
    """A deploy, and the newest one when it gave way."""
    deploy = parse(Deploy, client.get(f"/services/{service.id}/deploys/{deploy_id}"))
    return deploy, services.newest_deploy(client, service.id) if deploy.status in _ENDED else None


def _late(service: Service, deploy_id: str, timeout: float, why: str) -> DeadlineError:
    return DeadlineError(
        f"{service.name}: deploy {deploy_id} is not live after {timeout:.0f} s ({why}): it may still get "
        f"there, see {_log(service, deploy_id)}; the next update goes on with it"
    )


def _successor(service: Service, deploy: Deploy, newest: Deploy | None) -> str:
    if newest and newest.id != deploy.id:
        note(f"{service.name}: deploy {deploy.id} {deploy.status}, follows {newest.id}")
        return newest.id
    kind = _CanceledError if deploy.status in _ENDED else RenderError
    raise kind(
        f"{service.name}: deploy {deploy.id} ended as {deploy.status}: "
        f"read its log at {_log(service, deploy.id)}, correct the cause, then run again"
    )


def _log(service: Service, deploy_id: str) -> str:
    return f"{service.dashboard_url}/deploys/{deploy_id}"
