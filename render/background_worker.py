"""`BackgroundWorker`: a Render background worker as a Pulumi resource."""

import pulumi
from pulumi.dynamic import Resource

from render.adapter import inputs_of
from render.service_provider import ServiceArgs, ServiceProvider
from render.services import WORKER


class BackgroundWorkerProvider(ServiceProvider):
    """Services that nobody reaches over the network."""

    service_type = WORKER


class BackgroundWorker(Resource, module="render", name="BackgroundWorker"):
    """A background worker, always on a paid plan. Changing its settings deploys nothing: that is `Deploy`."""

    slug: pulumi.Output[str]
    dashboard_url: pulumi.Output[str]
    initial_deploy_id: pulumi.Output[str]
    """The deploy that the create started, "" as soon as anything was written after it. For `Deploy`."""

    def __init__(
        self, resource_name: str, args: ServiceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        props = inputs_of(args, "slug", "dashboard_url", "initial_deploy_id")
        super().__init__(BackgroundWorkerProvider(), resource_name, props, opts)
