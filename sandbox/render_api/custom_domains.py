"""Custom domains of web services: https://render.com/docs/custom-domains."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import shape
from sandbox.render_api.paging import equal, page, select
from sandbox.render_api.service_store import service_of
from sandbox.render_api.switches import switch
from sandbox.render_api.wire import Object, Refused, body_of, new_id, public, route, stamp, table

HOST_FORM = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
FILTERS = {key: equal(key) for key in ("name", "domainType", "verificationStatus")}


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the custom domain routes; `{domain}` is an id or a name."""
    return [
        route(cloud, "/services/{id}/custom-domains", GET=_list, POST=_add),
        route(cloud, "/services/{id}/custom-domains/{domain}", GET=_get, DELETE=_delete),
        route(cloud, "/services/{id}/custom-domains/{domain}/verify", POST=_verify),
    ]


async def _add(cloud: Cloud, request: Request) -> Response:
    wish = shape.checked(await body_of(request), {"name": shape.filled}, ("name",))
    name = wish["name"].lower()
    if not HOST_FORM.fullmatch(name):
        raise Refused(400, f"invalid domain name: {name}")
    service = service_of(cloud, request)
    if service["type"] != "web_service":
        raise Refused(400, f"custom domains are not available for a {service['type']}")
    taken = {domain["name"] for domain in table(cloud, "domains").values()}
    if name in taken:
        raise Refused(409, f"domain already in use: {name}")
    _within_quota(cloud, service["ownerId"])
    added = [_new(cloud, service, name, redirect_for="")]
    twin = _twin(name)
    if twin and twin not in taken:
        added.append(_new(cloud, service, twin, redirect_for=name))
    return JSONResponse([public(domain) for domain in added], 201)


async def _list(cloud: Cloud, request: Request) -> Response:
    newest_first = reversed(_domains_of(cloud, service_of(cloud, request)))
    chosen = select(request, newest_first, FILTERS)
    return page(request, [(domain["id"], {"customDomain": public(domain)}) for domain in chosen])


async def _get(cloud: Cloud, request: Request) -> Response:
    return JSONResponse(public(_domain_of(cloud, request)))


async def _delete(cloud: Cloud, request: Request) -> Response:
    gone = _domain_of(cloud, request)
    for domain in _domains_of(cloud, service_of(cloud, request)):
        # A redirect goes with its target; by itself it would lead nowhere.
        if gone["name"] in (domain["name"], domain["redirectForName"]):
            del table(cloud, "domains")[domain["id"]]
    return Response(status_code=204)


async def _verify(cloud: Cloud, request: Request) -> Response:
    # There is no DNS here: the check succeeds, as late as a stage of a deploy takes.
    _domain_of(cloud, request).setdefault("_verifiedAt", cloud.now() + cloud.stage_seconds)
    return Response(status_code=202)


def _new(cloud: Cloud, service: Object, name: str, redirect_for: str) -> Object:
    domain: Object = {
        "id": new_id("cdm-"),
        "name": name,
        "domainType": "apex" if _is_apex(name) else "subdomain",
        "publicSuffix": name.rpartition(".")[2],
        "redirectForName": redirect_for,
        "verificationStatus": "unverified",
        "createdAt": stamp(cloud.now()),
        "server": {"id": service["id"], "name": service["name"]},
        "_service": service["id"],
    }
    table(cloud, "domains")[domain["id"]] = domain
    return domain


def _within_quota(cloud: Cloud, owner_id: str) -> None:
    """Render documents how many domains a plan includes; status and text of the refusal are assumed."""
    quota, services = switch(cloud, "domainQuota"), table(cloud, "services")
    own = [
        domain
        for domain in table(cloud, "domains").values()
        if services[domain["_service"]]["ownerId"] == owner_id and not domain["redirectForName"]
    ]
    if quota is not None and len(own) >= quota:
        raise Refused(402, f"this workspace includes {quota} custom domains")


def _twin(name: str) -> str:
    """The apex of a www name and the www of an apex, which Render adds as a redirect; else ""."""
    if _is_apex(name):
        return f"www.{name}"
    rest = name.removeprefix("www.")
    return rest if rest != name and _is_apex(rest) else ""


def _is_apex(name: str) -> bool:
    # Two labels: enough for suffixes of one label, the only ones that rehearsals use.
    return name.count(".") == 1


def _domains_of(cloud: Cloud, service: Object) -> list[Object]:
    """The domains of one service, oldest first, each with its verification as of now."""
    found = [domain for domain in table(cloud, "domains").values() if domain["_service"] == service["id"]]
    for domain in found:
        if cloud.now() >= domain.get("_verifiedAt", float("inf")):
            domain["verificationStatus"] = "verified"
    return found


def _domain_of(cloud: Cloud, request: Request) -> Object:
    wanted = request.path_params["domain"]
    for domain in _domains_of(cloud, service_of(cloud, request)):
        if wanted in (domain["id"], domain["name"]):
            return domain
    raise Refused(404, f"not found: {wanted}")
