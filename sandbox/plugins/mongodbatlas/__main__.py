"""Started by the engine as the `mongodbatlas` resource plugin."""

from sandbox.plugins.install import version_of
from sandbox.plugins.mongodbatlas.access_list import ProjectIpAccessList
from sandbox.plugins.mongodbatlas.api import connect
from sandbox.plugins.mongodbatlas.backup import CloudBackupSchedule
from sandbox.plugins.mongodbatlas.cluster import FUNCTIONS, AdvancedCluster
from sandbox.plugins.mongodbatlas.user import DatabaseUser
from sandbox.plugins.provider import TableProvider
from sandbox.plugins.server import serve

RESOURCES = (AdvancedCluster(), CloudBackupSchedule(), DatabaseUser(), ProjectIpAccessList())

if __name__ == "__main__":
    serve(version_of("mongodbatlas"), TableProvider(connect, RESOURCES, FUNCTIONS))
