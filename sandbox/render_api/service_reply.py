"""The service object as Render gives it back: what it adds, moves and normalises on the way."""

import re
import secrets

from sandbox.cloud import Cloud
from sandbox.http import Json, public
from sandbox.render_api import plans
from sandbox.render_api.wire import LOWER, new_id, stamp
from sandbox.render_api.workspace import setting

EVERYWHERE = [{"cidrBlock": "0.0.0.0/0", "description": "everywhere"}]
TRIGGER_OF = {"yes": "commit", "no": "off"}
# A null field of a PATCH, and an absent one of a creation, is one of these.
DEFAULTS: Json = {"branch": "main", "rootDir": ""}
WEB_DEFAULTS: Json = {
    "healthCheckPath": "",
    "maintenanceMode": {"enabled": False, "uri": ""},
    "renderSubdomainPolicy": "enabled",
}
OPEN_PORTS = [{"port": 10000, "protocol": "TCP"}]  # as recorded: the one that Render tells in PORT


def new_service(wish: Json, taken_slugs: set[str], now: float) -> Json:
    """Return a fresh service for a checked creation body; `now` in epoch seconds."""
    web = wish["type"] == "web_service"
    service_id = new_id("srv-")
    slug = _slug(wish["name"], wish["type"], taken_slugs)
    wanted = wish["serviceDetails"]
    region = wanted.get("region", "oregon")
    details: Json = {
        "buildPlan": "starter",
        "envSpecificDetails": {},
        "numInstances": wanted.get("numInstances", 1),
        "previews": {"generation": "off"},
        "pullRequestPreviewsEnabled": "no",
        "region": region,
        "sshAddress": f"{service_id}@ssh.{region}.render.com",
    }
    if web:
        url = f"https://{slug}.onrender.com"
        details |= {
            "openPorts": None,
            "cache": {"profile": "no-cache"},
            "ipAllowList": EVERYWHERE,
            "url": url,
            **WEB_DEFAULTS,
        }
    if "autoscaling" in wanted:
        details["autoscaling"] = wanted["autoscaling"]
    service: Json = {
        "id": service_id,
        "type": wish["type"],
        "slug": slug,
        "ownerId": wish["ownerId"],
        **DEFAULTS,
        "autoDeployTrigger": "commit",
        "notifyOnFail": "default",
        "suspended": "not_suspended",
        "suspenders": [],
        "dashboardUrl": f"https://dashboard.render.com/{'web' if web else 'worker'}/{service_id}",
        "createdAt": stamp(now),
        "serviceDetails": details,
        "_env": {},
        "_live": None,
    }
    apply_body(service, wish, now)
    return service


def apply_body(service: Json, wish: Json, now: float) -> None:
    """Write the checked fields of `wish` into `service`; a null field goes back to its default."""
    # A rename leaves slug and url as they are.
    for key in ("name", "repo", "branch", "rootDir"):
        if key in wish:
            service[key] = wish[key] or DEFAULTS[key]
    if "buildFilter" in wish:
        service.pop("buildFilter", None)
        # A filter without a path disappears, as recorded.
        if wish["buildFilter"] and any(wish["buildFilter"].values()):
            service["buildFilter"] = wish["buildFilter"]
    _apply_auto_deploy(service, wish)
    _apply_details(service["serviceDetails"], wish["serviceDetails"])
    service["updatedAt"] = stamp(now)


def shown(cloud: Cloud, service: Json) -> Json:
    """Return `service` as a reply shows it now: its plan as the workspace spells it, its ports once live."""
    details = service["serviceDetails"]
    told: Json = {"plan": plans.spelled(details["plan"], plans.SERVICE_ALIASES, setting(cloud, "planEcho"))}
    if service["type"] == "web_service" and service["_live"]:
        told["openPorts"] = OPEN_PORTS
    return public(service) | {"serviceDetails": details | told}


def _apply_auto_deploy(service: Json, wish: Json) -> None:
    if "autoDeploy" in wish:
        service["autoDeployTrigger"] = TRIGGER_OF[wish["autoDeploy"] or "yes"]
    # The trigger wins over autoDeploy: https://render.com/docs/blueprint-spec
    if "autoDeployTrigger" in wish:
        service["autoDeployTrigger"] = wish["autoDeployTrigger"] or "commit"
    service["autoDeploy"] = "no" if service["autoDeployTrigger"] == "off" else "yes"


def _apply_details(details: Json, wish: Json) -> None:
    if "plan" in wish:
        details["plan"] = wish["plan"]
    if "runtime" in wish:
        details.update(runtime=wish["runtime"], env=wish["runtime"])
    for key, default in WEB_DEFAULTS.items():
        if key in wish:
            details[key] = wish[key] or default
    # The command before a deploy is sent beside the other commands and comes back among them.
    commands = details["envSpecificDetails"]
    commands.update(wish.get("envSpecificDetails") or {})
    if "preDeployCommand" in wish:
        commands["preDeployCommand"] = wish["preDeployCommand"] or ""
    if "maxShutdownDelaySeconds" in wish:
        details.pop("maxShutdownDelaySeconds", None)
        # Returned only when it was set: clients must not rely on reading the default of 30.
        if wish["maxShutdownDelaySeconds"]:
            details["maxShutdownDelaySeconds"] = wish["maxShutdownDelaySeconds"]


def _slug(name: str, kind: str, taken: set[str]) -> str:
    """A web service's slug is its name unless that is taken; a worker's always has a suffix.

    A slug is a label of a host name: what cannot stand in one becomes a hyphen.
    """
    label = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if kind == "web_service" and label not in taken:
        return label
    return f"{label}-{''.join(secrets.choice(LOWER) for _ in range(4))}"
