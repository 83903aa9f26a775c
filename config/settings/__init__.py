"""The shape of one stack file, a module per topic. Frozen, complete, and unable to hold a secret value."""

from config.settings.base import SecretSource
from config.settings.frontend import AdoptedParts, AdoptedProject, BranchOfProject, OwnProject
from config.settings.names import ServiceVariable, SiteVariable
from config.settings.services import Api, Service, Worker
from config.settings.stack import ACKNOWLEDGEMENTS, Acknowledgement, Settings
from config.settings.stores import (
    AccessEntry,
    AllowedRange,
    BackupSchedule,
    Database,
    DedicatedRedis,
    OwnedCluster,
    SharedRedis,
)
from config.types import NOT_WANTED

__all__ = [
    "ACKNOWLEDGEMENTS",
    "NOT_WANTED",
    "AccessEntry",
    "Acknowledgement",
    "AdoptedParts",
    "AdoptedProject",
    "AllowedRange",
    "Api",
    "BackupSchedule",
    "BranchOfProject",
    "Database",
    "DedicatedRedis",
    "OwnProject",
    "OwnedCluster",
    "SecretSource",
    "Service",
    "ServiceVariable",
    "Settings",
    "SharedRedis",
    "SiteVariable",
    "Worker",
]
