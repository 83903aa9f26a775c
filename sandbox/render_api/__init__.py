"""The Render API v1 as its replies were recorded: strict about what it takes, exact in what it gives."""

from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import custom_domains, deploys, env_vars, key_value, owners, services


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return all routes, relative to the API's base URL."""
    rooms = (services, env_vars, deploys, custom_domains, key_value, owners)
    return [found for room in rooms for found in room.routes(cloud)]
