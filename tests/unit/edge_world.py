"""An API and a site at the edge of the sandbox in-process, as tests of what visitors get begin with."""

from typing import Any

import httpx

from tests.unit.sandbox_wire import Wire

API = "api.shop.example"
SITE = "www.shop.example"
ORIGIN = f"https://{SITE}"
PRODUCTION: dict[str, Any] = {"gitBranch": None}
BRANCH: dict[str, Any] = {"gitBranch": "develop"}


def api(wire: Wire, cors_origin: str = ORIGIN) -> str:
    env = [{"key": "CORS_ORIGIN", "value": cors_origin}, {"key": "ENVIRONMENT_NAME", "value": "prod"}]
    service = wire.new_service(envVars=env, details={"healthCheckPath": "/health"})
    wire.render("POST", f"/services/{service['id']}/custom-domains", {"name": API})
    return str(service["id"])


def preflight(wire: Wire, origin: str) -> httpx.Response:
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "content-type"}
    return wire.send("OPTIONS", "/", API, headers={"Origin": origin, **asked})


def site(wire: Wire, domain: dict[str, Any], **project: Any) -> None:
    wire.cloud.vercel["projects"] = {"prj_1": {"id": "prj_1", "_domains": {SITE: domain}, **project}}


def deploy(wire: Wire, created: int, target: str | None = "production", **changes: Any) -> None:
    fields = {
        "id": f"dpl_{created}",
        "projectId": "prj_1",
        "target": target,
        "ref": "main",
        "readyState": "READY",
    }
    env = {"REACT_APP_API_URL": f"https://{API}", "REACT_APP_LAUNCHED": "true"} | changes.pop("env", {})
    deployment = fields | {"createdAt": created, "_env": env} | changes
    wire.cloud.vercel.setdefault("deployments", {})[f"dpl_{created}"] = deployment
