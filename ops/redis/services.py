"""Holding an environment's API and worker at Render, and letting them go again.

Maintenance mode would not do: visitors would get a page, and the API's process and its timers would go on
writing jobs. Only a suspended service runs nothing.
"""

from collections.abc import Mapping
from functools import partial

from config.settings import Settings
from ops.accounts.matches import ROLES, Role, of_role, service
from ops.commands import InputError
from render import deploys, services
from render.client import RenderClient
from render.errors import DeadlineError
from render.retry import Poller, create_once
from render.wire import Service

_SECONDS = 60.0


def standing(client: RenderClient, settings: Settings) -> Mapping[Role, Service]:
    """The API and the worker as they are. Raises InputError where one is not there."""
    found = {role: service(client, settings, role) for role in ROLES}
    if missing := [of_role(settings, role).name for role, match in found.items() if match is None]:
        raise InputError(f"Render: {' and '.join(missing)} is not there; bring the stack up first")
    return {role: match.thing for role, match in found.items() if match}


def suspend(client: RenderClient, one: Service) -> None:
    """Have Render end its instances, and wait until it says so. Raises RenderError."""
    _asked(client, one, "suspend", suspended=True)


def resume(client: RenderClient, one: Service) -> None:
    """Let it run again; Render then starts a deploy, which brings what was written meanwhile."""
    _asked(client, one, "resume", suspended=False)


def wait_until_live(client: RenderClient, one: Service, before: str, timeout: float) -> None:
    """Wait for the deploy of a resumed service.

    `before`: the id of its newest deploy while it was suspended; `timeout` in seconds. Raises RenderError.
    """
    poller = Poller(client, _SECONDS)
    while (latest := poller.ask(partial(services.newest_deploy, client, one.id))) is None or (
        latest.id == before
    ):
        # It comes by itself (trigger `service_resumed`), as a rule at once.
        if poller.wait_or_expired():
            latest = deploys.start(client, one, latest, deploys.DeployOptions())
            break
    deploys.wait_until_live(client, one, latest.id, timeout)


def newest(client: RenderClient, one: Service) -> str:
    """The id of its newest deploy, "" for none."""
    found = services.newest_deploy(client, one.id)
    return found.id if found else ""


def _asked(client: RenderClient, one: Service, what: str, *, suspended: bool) -> None:
    def is_so() -> bool:
        return services.get(client, one.id).is_suspended == suspended

    if is_so():
        return
    path = f"/services/{one.id}/{what}"
    # The same twice is the same once; Render answers 202 without a body.
    create_once(lambda: client.post(path, {}) or True, lambda: True if is_so() else None, client)
    poller = Poller(client, _SECONDS)
    while not poller.ask(is_so):
        if poller.wait_or_expired():
            raise DeadlineError(
                f"{one.name}: Render was asked to {what} it and has not after {_SECONDS:.0f} s: "
                f"look at {one.dashboard_url}, then run again"
            )
