"""`WebService`: a Render web service as a Pulumi resource."""

import pulumi

from render.adapter import RenderResource
from render.service_provider import ServiceProvider
from render.service_settings import ServiceArgs
from render.services import WEB


class WebServiceProvider(ServiceProvider):
    """Services with an address."""

    service_type = WEB


class WebService(RenderResource[ServiceArgs], module="render", name="WebService"):
    """A web service. Changing its settings deploys nothing: that is `Deploy`."""

    adapter = WebServiceProvider

    url: pulumi.Output[str]
    """Where Render serves it, `https://<slug>.onrender.com`."""
    slug: pulumi.Output[str]
    dashboard_url: pulumi.Output[str]
    revision: pulumi.Output[str]
    """Changes with every write that needs a deploy, the repair of drift included. For `Deploy`."""
