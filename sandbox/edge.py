"""The public side of what is deployed: requests for any host but loopback, told apart by the Host header.

An API answers as an Express server with the `cors` package and a list of exact origins. A site is a page made
from the public env that its deployment was built with. `sandbox.names` says what both call their variables.
Deployment Protection is not played: a branch's domain answers as it does to a visitor logged in to Vercel.
"""

import html
from pathlib import Path
from string import Template

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox import localhost, names
from sandbox.cloud import Cloud
from sandbox.http import Json
from sandbox.render_api.deploy_cycle import advance
from sandbox.render_api.wire import table
from sandbox.vercel_api.production import serving

PAGES = Path(__file__).parent
METHODS = "GET,HEAD,PUT,PATCH,POST,DELETE"
# Neither Vercel nor Render tells a visitor this: it is the sandbox's own word.
SERVED_BY = "x-sandbox-deployment"
MISSING = "404: NOT_FOUND\nCode: DEPLOYMENT_NOT_FOUND\n"


def create_edge(cloud: Cloud) -> ASGIApp:
    """Return the app that answers for every deployed API and site."""

    async def edge(scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if localhost.is_asked(headers):
            meant = {**scope, "headers": localhost.meant(headers).raw}
            response = localhost.told(headers, _answer(cloud, Request(meant, receive)))
        else:
            response = _answer(cloud, Request(scope, receive))
        await response(scope, receive, send)

    return edge


def host_of(headers: Headers) -> str:
    """Return the Host header without its port and brackets, in lower case."""
    host = headers.get("host", "").lower()
    return host[1 : host.index("]")] if host.startswith("[") and "]" in host else host.partition(":")[0]


def _answer(cloud: Cloud, request: Request) -> Response:
    host = host_of(request.headers)
    names = (host, f"*.{host.partition('.')[2]}")
    found = {domain["name"]: domain for domain in table(cloud, "domains").values() if domain["name"] in names}
    domain = next((found[name] for name in names if name in found), None)
    if domain and domain["redirectForName"]:
        return RedirectResponse(f"https://{domain['redirectForName']}{request.url.path}", 301)
    service = table(cloud, "services")[domain["_service"]] if domain else _onrender_service(cloud, host)
    if service:
        return _from_api(cloud, service, request)
    if response := _from_vercel(cloud, host, request):
        response.headers["x-vercel-id"] = "fra1::sandbox"
        return response
    return PlainTextResponse(f"nothing is deployed at {host}\n", 404)


def _from_vercel(cloud: Cloud, host: str, request: Request) -> Response | None:
    """What a domain of a project serves, or a deployment under its own address; None for another's host."""
    projects: Json = cloud.vercel.get("projects", {})
    for project in projects.values():
        if host in project.get("_domains", {}):
            return _from_site(cloud, project, host, request)
    for deployment in cloud.vercel.get("deployments", {}).values():
        if deployment.get("url") == host and deployment["readyState"] == "READY":
            return _page(cloud, projects[deployment["projectId"]], deployment)
    return None


def _onrender_service(cloud: Cloud, host: str) -> Json | None:
    """The web service whose onrender.com name is `host`, unless it gave that name up."""
    for service in table(cloud, "services").values():
        details: Json = service["serviceDetails"]
        if details.get("url") == f"https://{host}" and details["renderSubdomainPolicy"] == "enabled":
            found: Json = service
            return found
    return None


def _from_api(cloud: Cloud, service: Json, request: Request) -> Response:
    """Answer as the last live deploy would: with the env of that deploy, whatever was written since."""
    advance(cloud, service)
    if service["suspended"] == "suspended":
        # As seen by many users: "suspend" alone is Render's own doing.
        routing = "suspend-by-user" if "user" in service["suspenders"] else "suspend"
        return PlainTextResponse("Service Suspended\n", 503, {"x-render-routing": routing})
    maintenance = service["serviceDetails"]["maintenanceMode"]
    if maintenance["enabled"]:
        # A page of one's own is fetched by Render and shown with the same status; here only its address is.
        return PlainTextResponse(f"Service Unavailable: maintenance {maintenance['uri']}\n", 503)
    if not service["_live"]:
        return PlainTextResponse("Bad Gateway: no deploy is live\n", 502)
    env = service["_live"]["env"]
    origin = request.headers.get("origin")
    # Split without trimming and compared as text, as the application does: a space or slash too many blocks.
    if origin is not None and not _lets_in(cloud, service, env, origin):
        return PlainTextResponse("Error: Not allowed by CORS\n", 500)
    name = names.of_service(cloud, service, "ENVIRONMENT_NAME") or ""
    asks = request.method == "OPTIONS"
    response = _preflight(request) if asks else _api_reply(service, env.get(name), request)
    response.headers["Vary"] = ", ".join(["Origin", *filter(None, [response.headers.get("Vary")])])
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers[SERVED_BY] = service["_live"]["deployId"]
    if origin is not None:
        response.headers["Access-Control-Allow-Origin"] = origin
    return response


def _lets_in(cloud: Cloud, service: Json, env: dict[str, str], origin: str) -> bool:
    """Whether the list of origins holds one; an application that wants no list has a way of its own."""
    keys = ("CORS_ORIGIN", "ALLOWED_ORIGINS")
    name = next(filter(None, (names.of_service(cloud, service, key) for key in keys)), None)
    return name is None or origin in env.get(name, "").split(",")


def _preflight(request: Request) -> Response:
    asked = request.headers.get("access-control-request-headers")
    headers = {"Access-Control-Allow-Methods": METHODS, "Vary": "Access-Control-Request-Headers"}
    if asked:
        headers["Access-Control-Allow-Headers"] = asked
    return Response(status_code=204, headers=headers)


def _api_reply(service: Json, environment: str | None, request: Request) -> Response:
    # An application has the path that its stack file has probed, and no other.
    if request.method not in ("GET", "HEAD") or request.url.path != _health_path(service):
        return PlainTextResponse(f"Cannot {request.method} {request.url.path}\n", 404)
    return JSONResponse({"service": service["name"], "environment": environment})


def _health_path(service: Json) -> str:
    path: str = service["serviceDetails"]["healthCheckPath"] or "/"
    return path


def _api_path(cloud: Cloud, api_url: str) -> str:
    """The path that the API at an address answers; a site knows what its API has."""
    domains = table(cloud, "domains").values()
    domain = next((domain for domain in domains if f"https://{domain['name']}" == api_url), None)
    return _health_path(table(cloud, "services")[domain["_service"]]) if domain else "/"


def _from_site(cloud: Cloud, project: Json, host: str, request: Request) -> Response:
    """Serve every path from the deployment behind the domain: a single-page app has one page."""
    domain = project["_domains"][host]
    if domain.get("redirect"):
        status = domain.get("redirectStatusCode") or 308
        return RedirectResponse(f"https://{domain['redirect']}{request.url.path}", status)
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse("Method Not Allowed\n", 405)
    deployment = serving(cloud, project, domain.get("gitBranch"))
    if deployment is None:
        return PlainTextResponse(MISSING, 404, headers={"x-vercel-error": "DEPLOYMENT_NOT_FOUND"})
    return _page(cloud, project, deployment)


def _page(cloud: Cloud, project: Json, deployment: Json) -> Response:
    env, branch = deployment["_env"], None if deployment["target"] else deployment["ref"]
    launched, api = (names.of_site(cloud, project, branch, key) for key in ("LAUNCHED", "API_URL"))
    # The application compares with "true" as text: "True", "1" or a blank more keep the gate closed.
    gate = "true" if launched is None else env.get(launched, "")
    name = "site_app.html" if gate == "true" else "site_pre_launch.html"
    api_url = env.get(api, "") if api else ""
    said = {"api_url": api_url, "api_path": _api_path(cloud, api_url), "launched": gate}
    shown = {key: html.escape(value) for key, value in said.items()}
    page = Template((PAGES / name).read_text(encoding="utf-8")).substitute(shown)
    return HTMLResponse(page, headers={SERVED_BY: deployment["id"]})
