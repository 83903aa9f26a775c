"""Custom domains of web services: https://render.com/docs/custom-domains."""

import re

from sandbox.body import Body, Filled
from sandbox.cloud import Cloud
from sandbox.http import Call, Json, Row, public
from sandbox.render_api.deploy_cycle import service_of
from sandbox.render_api.paging import equal, one_of, page, select
from sandbox.render_api.wire import Refused, checked, new_id, not_found, stamp, table
from sandbox.render_api.workspace import setting

HOST_FORM = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+")
FILTERS = {
    "name": equal("name"),
    "domainType": one_of("domainType", "apex", "subdomain"),
    "verificationStatus": one_of("verificationStatus", "verified", "unverified"),
}


class NewDomain(Body):
    """The body of POST /services/{id}/custom-domains."""

    name: Filled


def _add(call: Call) -> list[Json]:
    name = checked(NewDomain, call.body)["name"].lower()
    if not HOST_FORM.fullmatch(name):
        raise Refused(400, f"invalid domain name: {name}")
    service = service_of(call)
    if service["type"] != "web_service":
        raise Refused(400, f"custom domains are not available for a {service['type']}")
    taken = {domain["name"] for domain in table(call.cloud, "domains").values()}
    if name in taken:
        raise Refused(409, f"domain already in use: {name}")
    _refuse_beyond_quota(call.cloud, service["ownerId"])
    added = [_new(call.cloud, service, name, redirect_for="")]
    twin = _twin(name)
    if twin and twin not in taken:
        added.append(_new(call.cloud, service, twin, redirect_for=name))
    return [public(domain) for domain in added]


def _list(call: Call) -> list[Json]:
    newest_first = reversed(_domains_of(call.cloud, service_of(call)))
    chosen = select(call, newest_first, FILTERS)
    return page(call, [(domain["id"], {"customDomain": public(domain)}) for domain in chosen])


def _get(call: Call) -> Json:
    return public(_domain_of(call))


def _delete(call: Call) -> None:
    gone = _domain_of(call)
    for domain in _domains_of(call.cloud, service_of(call)):
        # A redirect goes with its target; by itself it would lead nowhere.
        if gone["name"] in (domain["name"], domain["redirectForName"]):
            del table(call.cloud, "domains")[domain["id"]]


def _verify(call: Call) -> None:
    # There is no DNS here: the check succeeds, as late as a stage of a deploy takes.
    _domain_of(call).setdefault("_verifiedAt", call.cloud.now() + call.cloud.stage_seconds)


def _new(cloud: Cloud, service: Json, name: str, redirect_for: str) -> Json:
    domain: Json = {
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


def _refuse_beyond_quota(cloud: Cloud, owner_id: str) -> None:
    """Render documents how many domains a plan includes; status and text of the refusal are assumed."""
    quota, services = setting(cloud, "domainQuota"), table(cloud, "services")
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


def _domains_of(cloud: Cloud, service: Json) -> list[Json]:
    """The domains of one service, oldest first, each with its verification as of now."""
    found = [domain for domain in table(cloud, "domains").values() if domain["_service"] == service["id"]]
    for domain in found:
        if cloud.now() >= domain.get("_verifiedAt", float("inf")):
            domain["verificationStatus"] = "verified"
    return found


def _domain_of(call: Call) -> Json:
    wanted = call.path["domain"]
    for domain in _domains_of(call.cloud, service_of(call)):
        if wanted in (domain["id"], domain["name"]):
            return domain
    raise not_found(wanted)


ROUTES: list[Row] = [
    ("GET", "/services/{id}/custom-domains", _list, 200),
    ("POST", "/services/{id}/custom-domains", _add, 201),
    ("GET", "/services/{id}/custom-domains/{domain}", _get, 200),
    ("DELETE", "/services/{id}/custom-domains/{domain}", _delete, 204),
    ("POST", "/services/{id}/custom-domains/{domain}/verify", _verify, 202),
]
