"""Looking up a service, always brought up to the present first."""

from starlette.requests import Request

from sandbox.cloud import Cloud
from sandbox.render_api.deploy_cycle import advance
from sandbox.render_api.wire import Object, Refused, table


def service_of(cloud: Cloud, request: Request) -> Object:
    """Return the service that the path names. Raises Refused 404 when there is none."""
    service_id = request.path_params["id"]
    service: Object | None = table(cloud, "services").get(service_id)
    if service is None:
        raise Refused(404, f"not found: {service_id}")
    advance(cloud, service)
    return service
