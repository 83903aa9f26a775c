"""Routes under `/_sandbox`: what a rehearsal asks of the sandbox itself rather than of a cloud."""

from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.control import general, pressure, render


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the control routes, relative to their mount."""
    return [found for room in (general, pressure, render) for found in room.routes(cloud)]
