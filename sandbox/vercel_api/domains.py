"""Domains of a project, and what DNS should hold for them."""

import hashlib
import re

from sandbox.http import Json, Row, public
from sandbox.vercel_api.projects import of
from sandbox.vercel_api.wire import Call, VercelError, bad_request, not_found, only_page, refuse_unknown

ON_CREATE = frozenset({"name", "gitBranch", "customEnvironmentId", "redirect", "redirectStatusCode"})
ON_UPDATE = ON_CREATE - {"name"}
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"(?:\*\.)?(?:{LABEL}\.)+[a-z]{{2,63}}")
STATUS_CODES = (None, 301, 302, 307, 308)
# Vercel's own anycast addresses: what it recommends first, and the one it has recommended for years.
IPV4 = [{"rank": 1, "value": ["216.150.1.1"]}, {"rank": 2, "value": ["76.76.21.21"]}]


def create(call: Call) -> Json:
    """Add a domain; refuses one that any project already has."""
    project = of(call)
    refuse_unknown(call.body, ON_CREATE)
    name = call.body.get("name")
    if not isinstance(name, str) or not DOMAIN.fullmatch(name):
        raise VercelError(400, "invalid_domain", "The specified value is not a fully qualified domain name.")
    _refuse_taken(call, project, name)
    now = call.milliseconds()
    domain = {
        "gitBranch": None,
        "customEnvironmentId": None,
        "redirect": None,
        "redirectStatusCode": None,
        **call.body,
        "apexName": ".".join(name.split(".")[-2:]),
        "projectId": project["id"],
        "verified": True,
        "verification": [],
        "createdAt": now,
        "updatedAt": now,
    }
    _check(project, domain)
    project["_domains"][name] = domain
    return public(domain)


def _list_all(call: Call) -> Json:
    rows = [public(domain) for domain in of(call)["_domains"].values()]
    return only_page("domains", rows)


def _get(call: Call) -> Json:
    return public(_find(call))


def _update(call: Call) -> Json:
    """Change what the body names; a null clears a setting."""
    refuse_unknown(call.body, ON_UPDATE)
    domain = _find(call)
    changed = {**domain, **call.body, "updatedAt": call.milliseconds()}
    _check(of(call), changed)
    domain.update(changed)
    return public(domain)


def _delete(call: Call) -> Json:
    domain = _find(call)
    del of(call)["_domains"][domain["name"]]
    return {}


def _config(call: Call) -> Json:
    """Show what DNS should hold: a CNAME target of the domain's own; DNS always points here."""
    _ = call.team
    target = hashlib.sha256(call.path["domain"].encode()).hexdigest()[:16]
    names = [
        {"rank": 1, "value": f"{target}.vercel-dns-017.com."},
        {"rank": 2, "value": "cname.vercel-dns.com."},
    ]
    return {"misconfigured": False, "recommendedCNAME": names, "recommendedIPv4": IPV4}


def _find(call: Call) -> Json:
    domain: Json | None = of(call)["_domains"].get(call.path["domain"])
    if domain is None:
        raise not_found("Domain")
    return domain


def _refuse_taken(call: Call, project: Json, name: str) -> None:
    """Raise 409 if another project has the domain, 400 if this one has."""
    if name in project["_domains"]:
        raise VercelError(
            400, "domain_already_exists", f"The domain {name!r} is already assigned to this project."
        )
    for other in call.table("projects").values():
        if name in other["_domains"]:
            raise VercelError(
                409,
                "domain_already_in_use",
                f"Cannot add {name} since it's already assigned to another project.",
                projectId=other["id"],
            )


def _check(project: Json, domain: Json) -> None:
    link = project["link"]
    if domain["gitBranch"] and domain["redirect"]:
        raise bad_request("You can't set both a git branch and a redirect for a domain.")
    if domain["gitBranch"] and link and domain["gitBranch"] == link["productionBranch"]:
        raise bad_request("You can not set the production branch as a branch for your domain.")
    if domain["redirect"] and domain["redirect"] not in project["_domains"]:
        raise bad_request("The domain redirect is not valid: it is not a domain of this project.")
    if domain["redirectStatusCode"] not in STATUS_CODES:
        raise bad_request("Invalid request: `redirectStatusCode` should be one of 301, 302, 307, 308.")


ROUTES: list[Row] = [
    ("POST", "/v10/projects/{project}/domains", create, 200),
    ("GET", "/v9/projects/{project}/domains", _list_all, 200),
    ("GET", "/v9/projects/{project}/domains/{domain}", _get, 200),
    ("PATCH", "/v9/projects/{project}/domains/{domain}", _update, 200),
    ("DELETE", "/v9/projects/{project}/domains/{domain}", _delete, 200),
    ("GET", "/v6/domains/{domain}/config", _config, 200),
]
