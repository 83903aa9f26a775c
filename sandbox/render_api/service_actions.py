"""What is done to a running service, or asked of it: suspend, resume, restart, scale, outbound addresses.

None of it needs a deploy.
"""

from sandbox.body import Body
from sandbox.cloud import Cloud
from sandbox.http import Call, Json, Row
from sandbox.render_api.deploy_cycle import add_deploy, service_of
from sandbox.render_api.service_bodies import Autoscaling, Instances, refuse_instances
from sandbox.render_api.wire import Refused, checked, stamp

# The third number of the two /24 ranges of a region, which all customers share; confirmed by users only:
# https://render.com/docs/outbound-ip-addresses lists no numbers.
RANGES = {
    "oregon": (48, 56),
    "virginia": (49, 57),
    "ohio": (50, 58),
    "frankfurt": (51, 59),
    "singapore": (52, 60),
}


class Scale(Body):
    """The body of POST /services/{id}/scale."""

    num_instances: Instances


def suspend(cloud: Cloud, service: Json, by: str) -> None:
    """Suspend a service on behalf of somebody, such as "user" or "billing"."""
    others = [name for name in service["suspenders"] if name != by]
    service.update(suspended="suspended", suspenders=[*others, by], updatedAt=stamp(cloud.now()))


def _suspend(call: Call) -> None:
    suspend(call.cloud, service_of(call), "user")


def _resume(call: Call) -> None:
    service = service_of(call)
    if set(service["suspenders"]) - {"user"}:
        raise Refused(400, "only services suspended by a user can be resumed")
    if service["suspended"] == "suspended":
        service.update(suspended="not_suspended", suspenders=[], updatedAt=stamp(call.cloud.now()))
        add_deploy(call.cloud, service, "service_resumed")


def _restart(call: Call) -> None:
    # The instances come back with what the last live deploy brought: https://render.com/docs/deploys
    service_of(call)


def _outbound(call: Call) -> Json:
    region = service_of(call)["serviceDetails"]["region"]
    return {"type": "shared", "ips": [f"74.220.{number}.0/24" for number in RANGES[region]]}


def _scale(call: Call) -> None:
    wanted = checked(Scale, call.body)["numInstances"]
    details = service_of(call)["serviceDetails"]
    if wanted > 1:
        refuse_instances(details)
    details["numInstances"] = wanted


def _autoscale(call: Call) -> Json:
    rule = checked(Autoscaling, call.body, "autoscaling")
    details = service_of(call)["serviceDetails"]
    refuse_instances(details)
    details["autoscaling"] = rule
    return rule


def _stop_autoscaling(call: Call) -> None:
    service_of(call)["serviceDetails"].pop("autoscaling", None)


ROUTES: list[Row] = [
    ("POST", "/services/{id}/suspend", _suspend, 202),
    ("POST", "/services/{id}/resume", _resume, 202),
    ("POST", "/services/{id}/restart", _restart, 200),
    ("GET", "/services/{id}/outbound-ips", _outbound, 200),
    ("POST", "/services/{id}/scale", _scale, 202),
    ("PUT", "/services/{id}/autoscaling", _autoscale, 200),
    ("DELETE", "/services/{id}/autoscaling", _stop_autoscaling, 204),
]
