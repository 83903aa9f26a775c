"""The Render API v1 as its replies were recorded: strict about what it takes, exact in what it gives."""

from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import (
    custom_domains,
    deploys,
    env_vars,
    environments,
    key_value,
    owners,
    projects,
    service_actions,
    service_scaling,
    services,
)

ROOMS = (
    services,
    service_actions,
    service_scaling,
    env_vars,
    deploys,
    custom_domains,
    key_value,
    projects,
    environments,
    owners,
)


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return all routes, relative to the API's base URL."""
    return [found for room in ROOMS for found in room.routes(cloud)]
