"""The Render API v1 as its replies were recorded: strict about what it takes, exact in what it gives."""

from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import (
    custom_domains,
    deploys,
    env_vars,
    key_value,
    rollback,
    service_actions,
    services,
    workspace,
)
from sandbox.render_api.wire import route

TOPICS = (services, service_actions, env_vars, deploys, rollback, custom_domains, key_value, workspace)


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return all routes, relative to the API's base URL."""
    return [route(cloud, *row) for topic in TOPICS for row in topic.ROUTES]
