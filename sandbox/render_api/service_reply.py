"""The service object as Render gives it back: what it adds, moves and normalises on the way."""

import re
import secrets

from sandbox.render_api.wire import LOWER, Object, new_id, stamp

EVERYWHERE = [{"cidrBlock": "0.0.0.0/0", "description": "everywhere"}]
TRIGGER_OF = {"yes": "commit", "no": "off"}


def new_service(wish: Object, taken_slugs: set[str], now: float) -> Object:
    """Return a fresh service for a checked creation body; `now` in epoch seconds."""
    web = wish["type"] == "web_service"
    service_id = new_id("srv-")
    region = wish["serviceDetails"].get("region", "oregon")
    details: Object = {
        "buildPlan": "starter",
        "envSpecificDetails": {},
        "numInstances": wish["serviceDetails"].get("numInstances", 1),
        "openPorts": None,
        "previews": {"generation": "off"},
        "pullRequestPreviewsEnabled": "no",
        "region": region,
        "sshAddress": f"{service_id}@ssh.{region}.render.com",
    }
    slug = _slug(wish["name"], wish["type"], taken_slugs)
    if web:
        details |= {
            "cache": {"profile": "no-cache"},
            "healthCheckPath": "",
            "ipAllowList": EVERYWHERE,
            "maintenanceMode": {"enabled": False, "uri": ""},
            "renderSubdomainPolicy": "enabled",
            "url": f"https://{slug}.onrender.com",
        }
    if "autoscaling" in wish["serviceDetails"]:
        details["autoscaling"] = wish["serviceDetails"]["autoscaling"]
    service: Object = {
        "id": service_id,
        "type": wish["type"],
        "slug": slug,
        "ownerId": wish["ownerId"],
        "branch": "main",
        "rootDir": "",
        "autoDeploy": "yes",
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
    if "environmentId" in wish:
        service["environmentId"] = wish["environmentId"]
    settle(service, wish, now)
    return service


def settle(service: Object, wish: Object, now: float) -> None:
    """Write the checked fields of `wish` into `service`; a null field goes back to its default."""
    defaults = {"branch": "main", "rootDir": ""}
    # A rename leaves slug and url as they are.
    for key in ("name", "repo", "branch", "rootDir"):
        if key in wish:
            service[key] = wish[key] or defaults[key]
    if "buildFilter" in wish:
        service.pop("buildFilter", None)
        # A filter without a path disappears, as recorded.
        if wish["buildFilter"] and any(wish["buildFilter"].values()):
            service["buildFilter"] = wish["buildFilter"]
    _settle_auto_deploy(service, wish)
    _settle_details(service["serviceDetails"], wish["serviceDetails"])
    service["updatedAt"] = stamp(now)


def _settle_auto_deploy(service: Object, wish: Object) -> None:
    if "autoDeploy" in wish:
        service["autoDeployTrigger"] = TRIGGER_OF[wish["autoDeploy"] or "yes"]
    # The trigger wins over autoDeploy: https://render.com/docs/blueprint-spec
    if "autoDeployTrigger" in wish:
        service["autoDeployTrigger"] = wish["autoDeployTrigger"] or "commit"
    service["autoDeploy"] = "no" if service["autoDeployTrigger"] == "off" else "yes"


def _settle_details(details: Object, wish: Object) -> None:
    if "plan" in wish:
        details["plan"] = wish["plan"]
    if "runtime" in wish:
        details.update(runtime=wish["runtime"], env=wish["runtime"])
    commands = dict(wish.get("envSpecificDetails") or {})
    if "preDeployCommand" in wish:
        commands["preDeployCommand"] = wish["preDeployCommand"]
    details["envSpecificDetails"].update(commands)
    if not details["envSpecificDetails"].get("preDeployCommand"):
        details["envSpecificDetails"].pop("preDeployCommand", None)
    if "healthCheckPath" in wish:
        details["healthCheckPath"] = wish["healthCheckPath"] or ""
    if "maintenanceMode" in wish:
        details["maintenanceMode"] = wish["maintenanceMode"] or {"enabled": False, "uri": ""}
    if "renderSubdomainPolicy" in wish:
        details["renderSubdomainPolicy"] = wish["renderSubdomainPolicy"] or "enabled"
    if "maxShutdownDelaySeconds" in wish:
        # Returned only when it was set: clients must not rely on reading the default of 30.
        details["maxShutdownDelaySeconds"] = wish["maxShutdownDelaySeconds"]
        if wish["maxShutdownDelaySeconds"] is None:
            del details["maxShutdownDelaySeconds"]
    if "pullRequestPreviewsEnabled" in wish:
        details["pullRequestPreviewsEnabled"] = wish["pullRequestPreviewsEnabled"] or "no"
    if "previews" in wish:
        generation = (wish["previews"] or {}).get("generation") or "off"
        automatic = "yes" if generation == "automatic" else "no"
        details.update(previews={"generation": generation}, pullRequestPreviewsEnabled=automatic)


def _slug(name: str, kind: str, taken: set[str]) -> str:
    """A web service's slug is its name unless that is taken; a worker's always has a suffix.

    A slug is a label of a host name: what cannot stand in one becomes a hyphen.
    """
    label = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if kind == "web_service" and label not in taken:
        return label
    return f"{label}-{''.join(secrets.choice(LOWER) for _ in range(4))}"
