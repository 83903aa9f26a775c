"""Render as Pulumi resources: web services, workers, Key Value instances, custom domains, deploys."""

from render.background_worker import BackgroundWorker
from render.custom_domain import CustomDomain, CustomDomainArgs
from render.deploy import Deploy, DeployArgs
from render.key_value import KeyValue
from render.key_value_ref import KeyValueRef, KeyValueRefArgs
from render.key_value_settings import KeyValueArgs
from render.service_settings import ServiceArgs
from render.web_service import WebService

__all__ = [
    "BackgroundWorker",
    "CustomDomain",
    "CustomDomainArgs",
    "Deploy",
    "DeployArgs",
    "KeyValue",
    "KeyValueArgs",
    "KeyValueRef",
    "KeyValueRefArgs",
    "ServiceArgs",
    "WebService",
]
