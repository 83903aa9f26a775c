"""The page at `/vendors`: what exists in the three clouds, without services' env values or passwords."""

import html
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.atlas_api import clusters
from sandbox.cloud import Cloud
from sandbox.clusters.servers import Clusters
from sandbox.http import Json
from sandbox.key_values.servers import Servers
from sandbox.names import prefix
from sandbox.render_api.deploy_cycle import advance, deploys_of
from sandbox.vercel_api.production import settle

TEMPLATE = Path(__file__).parent / "page.html"
RECENT = 30


def endpoint(
    cloud: Cloud, servers: Servers, running: Clusters
) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """Return the handler of the page."""

    async def page(_request: Request) -> Response:
        clock = datetime.fromtimestamp(cloud.now(), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        atlas = _atlas(cloud, await running.report())
        sections = "\n".join([_render(cloud, servers), _vercel(cloud), atlas, _requests(cloud)])
        return HTMLResponse(
            Template(TEMPLATE.read_text(encoding="utf-8")).substitute(clock=clock, sections=sections)
        )

    return page


def _render(cloud: Cloud, servers: Servers) -> str:
    services = [_service_row(cloud, item) for item in cloud.render.get("services", {}).values()]
    running = [row["id"] for row in servers.report() if row["running"]]
    stores = [
        (
            *(item["name"], item["plan"], item["region"], item["status"], item["options"]["maxmemoryPolicy"]),
            "runs" if item["id"] in running else "starts when something connects",
        )
        for item in cloud.render.get("keyValues", {}).values()
    ]
    return (
        "<h2>Render</h2>"
        + _table("Services", ("name", "type", "branch", "plan", "last deploy", "domains"), services)
        + _table("Key Value", ("name", "plan", "region", "status", "when memory is full", "server"), stores)
    )


def _service_row(cloud: Cloud, item: Json) -> tuple[object, ...]:
    advance(cloud, item)
    domains = cloud.render.get("domains", {}).values()
    names = ", ".join(domain["name"] for domain in domains if domain["_service"] == item["id"])
    suspended = item["suspended"] == "suspended"
    last = "suspended" if suspended else deploys_of(cloud, item)[-1]["status"]
    return item["name"], item["type"], item["branch"], item["serviceDetails"]["plan"], last, names


def _vercel(cloud: Cloud) -> str:
    projects: dict[str, Any] = cloud.vercel.get("projects", {})
    owned, domains, env = [], [], []
    for project in projects.values():
        settle(cloud, project)
        name, link = project["name"], project.get("link") or {}
        owned.append((name, project.get("framework") or "", link.get("productionBranch") or ""))
        for domain, settings in project.get("_domains", {}).items():
            domains.append((name, domain, settings.get("gitBranch") or "production"))
        inlined = prefix(cloud, project)
        for record in project.get("_env", []):
            env.append((name, record["key"], _targets(record), _public_value(record, inlined)))
    deployments = [
        (
            projects[item["projectId"]]["name"],
            item["ref"],
            item["target"] or "preview",
            _state(item, projects),
        )
        for item in cloud.vercel.get("deployments", {}).values()
        if item["projectId"] in projects
    ]
    return (
        "<h2>Vercel</h2>"
        + _table("Projects", ("name", "framework", "production branch"), owned)
        + _table("Domains", ("project", "domain", "serves"), domains)
        + _table("Environment", ("project", "key", "target", "value"), env)
        + _table("Deployments", ("project", "ref", "target", "state"), deployments)
    )


def _state(deployment: Mapping[str, Any], projects: Mapping[str, Any]) -> str:
    served = projects[deployment["projectId"]]["_production"] == deployment.get("id")
    return f"{deployment['readyState']}, production's domains" if served else deployment["readyState"]


def _targets(record: Mapping[str, Any]) -> str:
    branch = f" ({record['gitBranch']})" if record.get("gitBranch") else ""
    return ", ".join(record.get("target") or []) + branch


def _public_value(record: Mapping[str, Any], inlined: str) -> str:
    """The value of a variable that ends up in the public bundle; of any other only that there is one."""
    public = record["key"].startswith(inlined) and record.get("type") != "sensitive"
    return record.get("value", "") if public else "not shown"


def _atlas(cloud: Cloud, servers: Sequence[Json]) -> str:
    addresses = {each["host"]: each["address"] for each in servers}
    found = [
        (group["name"], name, clusters.shown(item)["stateName"], srv, _server(addresses, srv))
        for group in cloud.atlas.get("groups", {}).values()
        for name, item in group.get("clusters", {}).items()
        for srv in [item["connectionStrings"]["standardSrv"]]
    ]
    held = [
        (each["name"], database["name"], database["marker"] or "none", _counts(database["collections"]))
        for each in servers
        for database in each["databases"]
    ]
    return (
        "<h2>MongoDB Atlas</h2>"
        + _table("Clusters", ("project", "name", "state", "address", "server"), found)
        + (_table("Databases", ("cluster", "name", "marked as", "documents"), held) if held else "")
    )


def _server(addresses: Mapping[str, str | None], srv: str) -> str:
    return addresses.get(srv.removeprefix("mongodb+srv://")) or "starts with `up --with-data`"


def _counts(collections: Mapping[str, int]) -> str:
    each = ", ".join(f"{name} {count}" for name, count in collections.items())
    return f"{sum(collections.values())} in {len(collections)} collections: {each}"


def _requests(cloud: Cloud) -> str:
    columns = ("n", "service", "method", "path", "status")
    newest = [tuple(entry[column] for column in columns) for entry in reversed(cloud.requests[-RECENT:])]
    return "<h2>Requests</h2>" + _table(f"The last {RECENT}", ("number", *columns[1:]), newest)


def _table(caption: str, headings: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> str:
    if not rows:
        return f"<p>{caption}: none yet</p>"
    head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    cells = ("".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return (
        f'<div class="wide"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
