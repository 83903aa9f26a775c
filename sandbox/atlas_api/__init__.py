"""The MongoDB Atlas API of the local cloud: what the provider calls, with genuine paths and bodies."""

from starlette.routing import BaseRoute

from sandbox.atlas_api import backup, clusters, groups, snapshots, users
from sandbox.atlas_api.wire import Digest, route
from sandbox.cloud import Cloud

TOPICS = (groups, clusters, backup, snapshots, users)


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the API's routes, relative to its mount; all share one record of the nonces they gave out."""
    digest = Digest(cloud)
    return [route(cloud, digest, *row) for topic in TOPICS for row in topic.ROUTES]
