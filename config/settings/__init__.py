"""The shape of one stack file, a module per topic. Frozen, complete, and unable to hold a secret value."""

from config.settings.base import SecretSource
from config.settings.services import Api, Service, Worker
from config.settings.stack import ACKNOWLEDGEMENTS, Acknowledgement, Settings
from config.settings.stores import DedicatedRedis

__all__ = [
    "ACKNOWLEDGEMENTS",
    "Acknowledgement",
    "Api",
    "DedicatedRedis",
    "SecretSource",
    "Service",
    "Settings",
    "Worker",
]
