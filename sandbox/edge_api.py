"""What a deployed API answers: an Express server with the `cors` package and a list of exact origins."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.cloud import Cloud
from sandbox.render_api.deploy_cycle import advance
from sandbox.render_api.wire import table

METHODS = "GET,HEAD,PUT,PATCH,POST,DELETE"


def domain_of(cloud: Cloud, host: str) -> dict[str, Any] | None:
    """Return Render's custom domain for a host name, None when there is none."""
    return next((domain for domain in table(cloud, "domains").values() if domain["name"] == host), None)


def service_of(cloud: Cloud, host: str, domain: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the web service behind `domain`, else the one whose onrender.com name is `host`."""
    services = table(cloud, "services")
    if domain:
        found: dict[str, Any] = services[domain["_service"]]
        return found
    url = f"https://{host}"
    named = next((item for item in services.values() if item["serviceDetails"].get("url") == url), None)
    return named if named and named["serviceDetails"]["renderSubdomainPolicy"] == "enabled" else None


def answer(cloud: Cloud, service: dict[str, Any], request: Request) -> Response:
    """Answer as the last live deploy would: with the env of that deploy, whatever was written since."""
    advance(cloud, service)
    if service["suspended"] == "suspended":
        return PlainTextResponse("Service Suspended\n", 503)
    if not service["_live"]:
        return PlainTextResponse("Bad Gateway: no deploy is live\n", 502)
    env = service["_live"]["env"]
    origin = request.headers.get("origin")
    # Split without trimming and compared as text, as the application does: a space or slash too many blocks.
    if origin is not None and origin not in env.get("CORS_ORIGIN", "").split(","):
        return PlainTextResponse("Error: Not allowed by CORS\n", 500)
    response = _preflight(request) if request.method == "OPTIONS" else _page(service, env, request)
    response.headers["Vary"] = ", ".join(["Origin", *filter(None, [response.headers.get("Vary")])])
    response.headers["Access-Control-Allow-Credentials"] = "true"
    if origin is not None:
        response.headers["Access-Control-Allow-Origin"] = origin
    return response


def _preflight(request: Request) -> Response:
    asked = request.headers.get("access-control-request-headers")
    headers = {"Access-Control-Allow-Methods": METHODS, "Vary": "Access-Control-Request-Headers"}
    if asked:
        headers["Access-Control-Allow-Headers"] = asked
    return Response(status_code=204, headers=headers)


def _page(service: dict[str, Any], env: dict[str, str], request: Request) -> Response:
    known = {"/", service["serviceDetails"]["healthCheckPath"]}
    if request.method not in ("GET", "HEAD") or request.url.path not in known:
        return PlainTextResponse(f"Cannot {request.method} {request.url.path}\n", 404)
    return JSONResponse({"service": service["name"], "environment": env.get("ENVIRONMENT_NAME")})
