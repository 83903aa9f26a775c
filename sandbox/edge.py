"""The public side of what is deployed: requests for any host but loopback, told apart by the Host header."""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox import edge_api, edge_site
from sandbox.cloud import Cloud


def create_edge(cloud: Cloud) -> ASGIApp:
    """Return the app that answers for every deployed API and site."""

    async def edge(scope: Scope, receive: Receive, send: Send) -> None:
        response = _answer(cloud, Request(scope, receive))
        await response(scope, receive, send)

    return edge


def host_of(headers: Headers) -> str:
    """Return the Host header without its port, in lower case."""
    host = headers.get("host", "").lower()
    return host[: host.index("]") + 1] if "]" in host else host.partition(":")[0]


def _answer(cloud: Cloud, request: Request) -> Response:
    host = host_of(request.headers)
    domain = edge_api.domain_of(cloud, host)
    if domain and domain["redirectForName"]:
        return RedirectResponse(f"https://{domain['redirectForName']}{request.url.path}", 301)
    service = edge_api.service_of(cloud, host, domain)
    if service:
        return edge_api.answer(cloud, service, request)
    project = edge_site.project_of(cloud, host)
    if project:
        return edge_site.answer(cloud, project, host, request)
    return PlainTextResponse(f"nothing is deployed at {host}\n", 404)
