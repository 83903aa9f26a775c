"""Looking up a service, always brought up to the present first, and showing it as a reply does."""

from starlette.requests import Request

from sandbox.cloud import Cloud
from sandbox.render_api import plans
from sandbox.render_api.deploy_cycle import advance
from sandbox.render_api.switches import switch
from sandbox.render_api.wire import Object, Refused, public, table

SCALING_STEP = 60  # seconds of the sandbox's clock for which autoscaling keeps a number of instances


def service_of(cloud: Cloud, request: Request) -> Object:
    """Return the service that the path names. Raises Refused 404 when there is none."""
    service_id = request.path_params["id"]
    service: Object | None = table(cloud, "services").get(service_id)
    if service is None:
        raise Refused(404, f"not found: {service_id}")
    advance(cloud, service)
    return service


def shown(cloud: Cloud, service: Object) -> Object:
    """Return `service` as a reply shows it now: its plan as the workspace spells it, its instances scaled."""
    details = service["serviceDetails"]
    plan = plans.spelled(details["plan"], plans.SERVICE_ALIASES, switch(cloud, "planEcho"))
    instances = _scaled(details, cloud.now())
    return public(service) | {"serviceDetails": details | {"plan": plan, "numInstances": instances}}


def _scaled(details: Object, now: float) -> int:
    """How many instances a read finds: under autoscaling it moves between the bounds, whatever was set."""
    rule = details.get("autoscaling")
    if not rule or not rule["enabled"]:
        return int(details["numInstances"])
    return int(rule["min"] + now // SCALING_STEP % (rule["max"] - rule["min"] + 1))
