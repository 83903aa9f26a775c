"""The MongoDB Atlas API of the local cloud: what the provider calls, with genuine paths and bodies."""

from starlette.routing import BaseRoute

from sandbox.atlas_api import access_list, backup, clusters, groups, users
from sandbox.atlas_api.wire import Digest, route
from sandbox.cloud import Cloud

GROUP = "/api/atlas/v2/groups/{group}"
CLUSTER = GROUP + "/clusters/{cluster}"
SCHEDULE = CLUSTER + "/backup/schedule"
USER = GROUP + "/databaseUsers/{database}/{username:path}"
ENTRY = GROUP + "/accessList/{entry:path}"  # the slash of a CIDR block arrives as %2F and is decoded by then


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the API's routes, relative to its mount; all share one record of the nonces they gave out."""
    table = [
        ("GET", "/api/atlas/v2/groups/byName/{name}", groups.get_by_name, 200),
        ("GET", GROUP, groups.get, 200),
        ("GET", GROUP + "/containers", groups.containers, 200),
        ("GET", GROUP + "/clusters", clusters.list_all, 200),
        ("POST", GROUP + "/clusters", clusters.create, 201),
        ("GET", CLUSTER, clusters.get, 200),
        ("PATCH", CLUSTER, clusters.update, 200),
        ("DELETE", CLUSTER, clusters.delete, 202),
        ("GET", CLUSTER + "/processArgs", clusters.get_process_args, 200),
        ("PATCH", CLUSTER + "/processArgs", clusters.update_process_args, 200),
        ("GET", SCHEDULE, backup.get, 200),
        ("PATCH", SCHEDULE, backup.update, 200),
        ("DELETE", SCHEDULE, backup.delete, 200),
        ("GET", GROUP + "/databaseUsers", users.list_all, 200),
        ("POST", GROUP + "/databaseUsers", users.create, 201),
        ("GET", USER, users.get, 200),
        ("PATCH", USER, users.update, 200),
        ("DELETE", USER, users.delete, 204),
        ("GET", GROUP + "/accessList", access_list.list_all, 200),
        ("POST", GROUP + "/accessList", access_list.create, 201),
        ("GET", ENTRY, access_list.get, 200),
        ("DELETE", ENTRY, access_list.delete, 204),
    ]
    digest = Digest(cloud)
    return [route(cloud, digest, *row) for row in table]
