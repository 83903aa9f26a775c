"""The plugin that stands in for MongoDB Atlas' provider."""

from sandbox.plugins.mongodbatlas.access_list import ProjectIpAccessList
from sandbox.plugins.mongodbatlas.api import connect
from sandbox.plugins.mongodbatlas.backup import CloudBackupSchedule
from sandbox.plugins.mongodbatlas.cluster import FUNCTIONS, AdvancedCluster
from sandbox.plugins.mongodbatlas.user import DatabaseUser

RESOURCES = (AdvancedCluster(), CloudBackupSchedule(), DatabaseUser(), ProjectIpAccessList())

__all__ = ["FUNCTIONS", "RESOURCES", "connect"]
