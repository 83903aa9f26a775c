"""The page for people at `/`: what exists in the three clouds, without services' env values or passwords."""

import html
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.atlas_api import clusters
from sandbox.cloud import Cloud
from sandbox.render_api.deploy_cycle import advance, deploys_of
from sandbox.render_api.key_value_instance import current

TEMPLATE = Path(__file__).parent / "page.html"
RECENT = 30
Row = Iterable[object]


def endpoint(cloud: Cloud) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """Return the handler of the page."""

    async def page(_request: Request) -> Response:
        clock = datetime.fromtimestamp(cloud.now(), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        sections = "\n".join([_render(cloud), _vercel(cloud), _atlas(cloud), _requests(cloud)])
        return HTMLResponse(Template(TEMPLATE.read_text()).substitute(clock=clock, sections=sections))

    return page


def _render(cloud: Cloud) -> str:
    domains = cloud.render.get("domains", {}).values()
    services = []
    for item in cloud.render.get("services", {}).values():
        advance(cloud, item)
        names = [domain["name"] for domain in domains if domain["_service"] == item["id"]]
        deploys = deploys_of(cloud, item)
        last = "suspended" if item["suspended"] == "suspended" else deploys[-1]["status"]
        plan = item["serviceDetails"]["plan"]
        services.append((item["name"], item["type"], item["branch"], plan, last, ", ".join(names)))
    present = [current(cloud, item) for item in cloud.render.get("keyValues", {}).values()]
    stores = [
        (item["name"], item["plan"], item["region"], item["status"], item["options"]["maxmemoryPolicy"])
        for item in present
    ]
    return "<h2>Render</h2>" + "".join(
        [
            _table("Services", ("name", "type", "branch", "plan", "last deploy", "domains"), services),
            _table("Key Value", ("name", "plan", "region", "status", "when memory is full"), stores),
        ]
    )


def _vercel(cloud: Cloud) -> str:
    projects: dict[str, Any] = cloud.vercel.get("projects", {})
    domains = [
        (project["name"], name, domain.get("gitBranch") or "production")
        for project in projects.values()
        for name, domain in project.get("_domains", {}).items()
    ]
    env = [
        (project["name"], record["key"], _targets(record), _public_value(record))
        for project in projects.values()
        for record in project.get("_env", [])
    ]
    deployments = [
        (projects[item["projectId"]]["name"], item["ref"], item["target"] or "preview", item["readyState"])
        for item in cloud.vercel.get("deployments", {}).values()
        if item["projectId"] in projects
    ]
    owned = [
        (item["name"], item.get("framework") or "", (item.get("link") or {}).get("productionBranch") or "")
        for item in projects.values()
    ]
    return "<h2>Vercel</h2>" + "".join(
        [
            _table("Projects", ("name", "framework", "production branch"), owned),
            _table("Domains", ("project", "domain", "serves"), domains),
            _table("Environment", ("project", "key", "target", "value"), env),
            _table("Deployments", ("project", "ref", "target", "state"), deployments),
        ]
    )


def _targets(record: Mapping[str, Any]) -> str:
    targets = record.get("target") or []
    names = [targets] if isinstance(targets, str) else targets
    branch = f" ({record['gitBranch']})" if record.get("gitBranch") else ""
    return ", ".join(names) + branch


def _public_value(record: Mapping[str, Any]) -> str:
    """The value of a variable that ends up in the public bundle; of any other only that there is one."""
    public = record["key"].startswith("REACT_APP_") and record.get("type") != "sensitive"
    return record.get("value", "") if public else "not shown"


def _atlas(cloud: Cloud) -> str:
    found = [
        (group["name"], name, clusters.shown(item)["stateName"], item["connectionStrings"]["standardSrv"])
        for group in cloud.atlas.get("groups", {}).values()
        for name, item in group.get("clusters", {}).items()
    ]
    return "<h2>MongoDB Atlas</h2>" + _table("Clusters", ("project", "name", "state", "address"), found)


def _requests(cloud: Cloud) -> str:
    newest = [
        (entry["n"], entry["service"], entry["method"], entry["path"], entry["status"])
        for entry in reversed(cloud.requests[-RECENT:])
    ]
    return "<h2>Requests</h2>" + _table(
        f"The last {RECENT}", ("number", "service", "method", "path", "status"), newest
    )


def _table(caption: str, headings: Iterable[str], rows: Iterable[Row]) -> str:
    listed = list(rows)
    if not listed:
        return f"<p>{html.escape(caption)}: none yet</p>"
    head = "".join(f'<th scope="col">{html.escape(heading)}</th>' for heading in headings)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in listed
    )
    return (
        f'<div class="wide"><table><caption>{html.escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
