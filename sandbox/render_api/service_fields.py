"""Which fields a service request may carry, per type and verb (the API's own schema, closed and strict)."""

from typing import Any

from sandbox.render_api import plans, shape
from sandbox.render_api.env_set import ENTRY
from sandbox.render_api.service_scaling import INSTANCES, autoscaling
from sandbox.render_api.wire import Object, Refused

TYPES = ("web_service", "background_worker")
OTHER_TYPES = ("static_site", "private_service", "cron_job")
RUNTIMES = ("elixir", "go", "node", "python", "ruby", "rust")
OTHER_RUNTIMES = ("docker", "image")
REGIONS = ("frankfurt", "oregon", "ohio", "singapore", "virginia")


def _enterprise_only(_at: str, _value: Any) -> None:
    raise Refused(400, "IP allow list is only available for Enterprise workspaces")


def _runtime(at: str, value: Any) -> None:
    if value in OTHER_RUNTIMES:
        shape.not_emulated(f"{at} {value}", value)
    shape.choice(*RUNTIMES)(at, value)


def _repo(at: str, value: Any) -> None:
    shape.text(at, value)
    if not value.startswith("https://"):
        raise Refused(400, f"{at} must be the https URL of a repository")


COMMANDS = {"buildCommand": shape.text, "startCommand": shape.text}
BOTH = {
    "name": shape.filled,
    "repo": _repo,
    "branch": shape.text,
    "rootDir": shape.text,
    "autoDeploy": shape.choice("yes", "no"),
    "autoDeployTrigger": shape.choice("commit", "off", "checksPass"),
    "buildFilter": shape.record(
        {"paths": shape.each(shape.text), "ignoredPaths": shape.each(shape.text)}, ("paths", "ignoredPaths")
    ),
    "image": shape.not_emulated,
    "serviceDetails": lambda _at, _value: None,
}
CREATE = BOTH | {
    "type": shape.choice(*TYPES),
    "ownerId": shape.filled,
    "envVars": shape.each(ENTRY),
    "environmentId": shape.filled,
    "secretFiles": shape.not_emulated,
}
DETAILS = {
    "plan": shape.text,
    "preDeployCommand": shape.text,
    "previews": shape.record({"generation": shape.choice("off", "manual", "automatic")}),
    "pullRequestPreviewsEnabled": shape.choice("yes", "no"),
    "maxShutdownDelaySeconds": shape.whole(1, 300),
    "runtime": _runtime,
    "envSpecificDetails": shape.record(COMMANDS),
}
WEB_DETAILS = {
    "healthCheckPath": shape.text,
    "maintenanceMode": shape.record({"enabled": shape.boolean, "uri": shape.text}, ("enabled", "uri")),
    "ipAllowList": _enterprise_only,
    "renderSubdomainPolicy": shape.choice("enabled", "disabled"),
}
CREATE_DETAILS = {
    "envSpecificDetails": shape.record(COMMANDS, tuple(COMMANDS)),
    "region": shape.choice(*REGIONS),
    "numInstances": INSTANCES,
    "autoscaling": autoscaling,
    "disk": shape.not_emulated,
}


def creation(body: Any) -> Object:
    """Return a checked POST body without null fields. Raises Refused 400, or 501 for what is not emulated."""
    kind = body.get("type") if isinstance(body, dict) else None
    if kind in OTHER_TYPES:
        shape.not_emulated(f"type {kind}", kind)
    wish = shape.checked(body, CREATE, ("type", "name", "ownerId", "repo", "serviceDetails"))
    details = shape.checked(
        wish["serviceDetails"],
        _details_of(wish["type"]) | CREATE_DETAILS,
        ("runtime", "envSpecificDetails"),
        "serviceDetails.",
    )
    wish = _without_nulls(wish) | {"serviceDetails": {"plan": "starter"} | _without_nulls(details)}
    _plan_is_possible(wish["type"], wish["serviceDetails"])
    return wish


def change(service: Object, body: Any) -> Object:
    """Return a PATCH body, checked; a null field asks for the default. Raises Refused 400 or 501."""
    wish = shape.checked(body, BOTH)
    details = shape.checked(
        wish.get("serviceDetails") or {}, _details_of(service["type"]), (), "serviceDetails."
    )
    for at, fields, needed in (
        ("", wish, ("name", "repo")),
        ("serviceDetails.", details, ("plan", "runtime")),
    ):
        for key in needed:
            if key in fields and not fields[key]:
                raise Refused(400, f"{at}{key} must not be empty")
    present = service["serviceDetails"]
    pre_deploy = details.get("preDeployCommand", present["envSpecificDetails"].get("preDeployCommand"))
    after = present | details | {"preDeployCommand": pre_deploy}
    _plan_is_possible(service["type"], after)
    return wish | {"serviceDetails": details}


def _details_of(kind: str) -> dict[str, shape.Check]:
    return DETAILS | (WEB_DETAILS if kind == "web_service" else {})


def _plan_is_possible(kind: str, details: Object) -> None:
    plan = details["plan"]
    if plan == "free":
        if kind != "web_service":
            raise Refused(400, f"plan free is not available for a {kind}")
        # https://render.com/docs/free
        if details.get("preDeployCommand"):
            raise Refused(400, "preDeployCommand is not available on plan free")
        if details.get("numInstances", 1) > 1 or details.get("autoscaling"):
            raise Refused(400, "plan free has one instance")
    elif plan not in plans.PAID:
        raise Refused(400, f"serviceDetails.plan {plan} does not exist")


def _without_nulls(fields: Object) -> Object:
    return {key: value for key, value in fields.items() if value is not None}
