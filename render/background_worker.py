"""`BackgroundWorker`: a Render background worker as a Pulumi resource."""

import pulumi
from pulumi.dynamic import Resource

from render.adapter import inputs_of
from render.service_provider import ServiceProvider
from render.service_settings import ServiceArgs
from render.services import WORKER


class BackgroundWorkerProvider(ServiceProvider):
    """Services that nobody reaches over the network."""

    service_type = WORKER


class BackgroundWorker(Resource, module="render", name="BackgroundWorker"):
    """A background worker, always on a paid plan. Changing its settings deploys nothing: that is `Deploy`."""

    slug: pulumi.Output[str]
    dashboard_url: pulumi.Output[str]
    revision: pulumi.Output[str]
    """Changes with every write that needs a deploy, the repair of drift included. For `Deploy`."""

    def __init__(
        self, resource_name: str, args: ServiceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        props = inputs_of(args, "slug", "dashboard_url", "revision")
        super().__init__(BackgroundWorkerProvider(), resource_name, props, opts)
