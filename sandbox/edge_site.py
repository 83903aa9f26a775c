"""What a deployed site shows: a page made from the public env that its deployment was built with.

Deployment Protection is not played: a branch's domain answers as it does to a visitor logged in to Vercel.
"""

import html
from pathlib import Path
from string import Template
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from sandbox.cloud import Cloud

PAGES = Path(__file__).parent
MISSING = "404: NOT_FOUND\nCode: DEPLOYMENT_NOT_FOUND\n"


def project_of(cloud: Cloud, host: str) -> dict[str, Any] | None:
    """Return the Vercel project that `host` is a domain of, None when there is none."""
    projects = cloud.vercel.get("projects", {}).values()
    return next((project for project in projects if host in project.get("_domains", {})), None)


def answer(cloud: Cloud, project: dict[str, Any], host: str, request: Request) -> Response:
    """Serve every path from the deployment behind the domain: a single-page app has one page."""
    domain = project["_domains"][host]
    if domain.get("redirect"):
        status = domain.get("redirectStatusCode") or 308
        return RedirectResponse(f"https://{domain['redirect']}{request.url.path}", status)
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse("Method Not Allowed\n", 405)
    deployment = _deployment(cloud, project["id"], domain.get("gitBranch"))
    if deployment is None:
        return PlainTextResponse(MISSING, 404, headers={"x-vercel-error": "DEPLOYMENT_NOT_FOUND"})
    return HTMLResponse(_page(deployment["_env"]))


def _deployment(cloud: Cloud, project_id: str, branch: str | None) -> dict[str, Any] | None:
    """The newest ready deployment: production for a domain without a branch, else its preview."""
    ready = [
        deployment
        for deployment in cloud.vercel.get("deployments", {}).values()
        if deployment["projectId"] == project_id
        and deployment["readyState"] == "READY"
        and (deployment["target"], deployment["ref"] if branch else None)
        == ((None, branch) if branch else ("production", None))
    ]
    return max(ready, key=lambda deployment: deployment["createdAt"], default=None)


def _page(env: dict[str, str]) -> str:
    # The application compares with "true" as text: "True", "1" or a blank more keep the gate closed.
    name = "site_app.html" if env.get("REACT_APP_LAUNCHED") == "true" else "site_pre_launch.html"
    api_url = html.escape(env.get("REACT_APP_API_URL", ""))
    return Template((PAGES / name).read_text()).substitute(api_url=api_url)
