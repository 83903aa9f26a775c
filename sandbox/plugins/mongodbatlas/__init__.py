"""The plugin that stands in for MongoDB Atlas' provider."""

from sandbox.plugins.mongodbatlas.access import DatabaseUser, ProjectIpAccessList
from sandbox.plugins.mongodbatlas.api import connect
from sandbox.plugins.mongodbatlas.backup import CloudBackupSchedule
from sandbox.plugins.mongodbatlas.cluster import FUNCTIONS, AdvancedCluster

RESOURCES = (AdvancedCluster(), CloudBackupSchedule(), DatabaseUser(), ProjectIpAccessList())

__all__ = ["FUNCTIONS", "RESOURCES", "connect"]
