"""The plugin that stands in for MongoDB Atlas' provider."""

from sandbox.plugins.mongodbatlas import access, backup, cluster
from sandbox.plugins.mongodbatlas.access import DatabaseUser, ProjectIpAccessList
from sandbox.plugins.mongodbatlas.api import connect
from sandbox.plugins.mongodbatlas.backup import CloudBackupSchedule
from sandbox.plugins.mongodbatlas.cluster import AdvancedCluster

RESOURCES = (AdvancedCluster(), CloudBackupSchedule(), DatabaseUser(), ProjectIpAccessList())

FUNCTIONS = access.FUNCTIONS | backup.FUNCTIONS | cluster.FUNCTIONS

__all__ = ["FUNCTIONS", "RESOURCES", "connect"]
