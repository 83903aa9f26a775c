"""How many instances a service has: by hand or by autoscaling. Both take effect without a deploy."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import shape
from sandbox.render_api.service_store import service_of
from sandbox.render_api.wire import Object, Refused, body_of, route

INSTANCES = shape.whole(1, 100)
CRITERION = shape.record(
    {"enabled": shape.boolean, "percentage": shape.whole(1, 100)}, ("enabled", "percentage")
)
SCALING: dict[str, shape.Check] = {
    "enabled": shape.boolean,
    "min": INSTANCES,
    "max": INSTANCES,
    "criteria": shape.record({"cpu": CRITERION, "memory": CRITERION}, ("cpu", "memory")),
}


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the scaling routes."""
    return [
        route(cloud, "/services/{id}/scale", POST=_scale),
        route(cloud, "/services/{id}/autoscaling", PUT=_autoscale, DELETE=_stop),
    ]


def autoscaling(at: str, value: Any) -> None:
    """Accept a complete autoscaling rule whose `min` is not above its `max`."""
    shape.record(SCALING, tuple(SCALING))(at, value)
    if value["min"] > value["max"]:
        raise Refused(400, f"{at}.min must not be above {at}.max")


async def _scale(cloud: Cloud, request: Request) -> Response:
    fields = {"numInstances": INSTANCES}
    wanted = shape.checked(await body_of(request), fields, ("numInstances",))["numInstances"]
    service = service_of(cloud, request)
    if wanted > 1:
        _more_than_one(service)
    service["serviceDetails"]["numInstances"] = wanted
    return Response(status_code=202)


async def _autoscale(cloud: Cloud, request: Request) -> Response:
    rule = await body_of(request)
    autoscaling("autoscaling", rule)
    service = service_of(cloud, request)
    _more_than_one(service)
    service["serviceDetails"]["autoscaling"] = rule
    return JSONResponse(rule)


async def _stop(cloud: Cloud, request: Request) -> Response:
    service_of(cloud, request)["serviceDetails"].pop("autoscaling", None)
    return Response(status_code=204)


def _more_than_one(service: Object) -> None:
    if service["serviceDetails"]["plan"] == "free":
        raise Refused(400, "plan free has one instance")
