"""The Vercel API of the local cloud: what providers and operations call, with genuine paths and bodies."""

from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.vercel_api import (
    deployment_list,
    deployments,
    domains,
    env_vars,
    projects,
    promotion,
    teams,
)
from sandbox.vercel_api.wire import route

TOPICS = (teams, projects, promotion, env_vars, domains, deployments, deployment_list)


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the API's routes, relative to its mount."""
    return [route(cloud, *row) for topic in TOPICS for row in topic.ROUTES]
