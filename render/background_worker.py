"""`BackgroundWorker`: a Render background worker as a Pulumi resource."""

import pulumi

from render.adapter import RenderResource
from render.service_provider import ServiceProvider
from render.service_settings import ServiceArgs
from render.services import WORKER


class BackgroundWorkerProvider(ServiceProvider):
    """Services without an address."""

    service_type = WORKER


class BackgroundWorker(RenderResource[ServiceArgs], module="render", name="BackgroundWorker"):
    """A background worker, always on a paid plan. Changing its settings deploys nothing: that is `Deploy`."""

    adapter = BackgroundWorkerProvider

    slug: pulumi.Output[str]
    dashboard_url: pulumi.Output[str]
    revision: pulumi.Output[str]
    """Changes with every write that needs a deploy, the repair of drift included. For `Deploy`."""
