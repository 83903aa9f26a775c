"""Which of the things in the accounts are an environment's: those that it adopts, or of exactly its names.

What only resembles it (the same branch, the same repository) is never taken for its own: it may be another
environment's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from config.derived import repository, site_host
from config.settings import Service as ServiceSettings
from config.settings import Settings
from ops.accounts import Json
from ops.accounts.vercel import Vercel
from render import adoption, key_values
from render.client import RenderClient
from render.errors import GoneError
from render.service_settings import canonical_repo
from render.wire import KeyValue, Service, parse

Role = Literal["api", "worker"]
ROLES: tuple[Role, ...] = ("api", "worker")
TYPES: Mapping[Role, str] = {"api": "web_service", "worker": "background_worker"}
T = TypeVar("T")


@dataclass(frozen=True)
class Match(Generic[T]):
    """One thing that exists, and how it was recognised: `by its name`, `by its domain` …"""

    thing: T
    how: str


def of_role(settings: Settings, role: Role) -> ServiceSettings:
    """The settings of a service."""
    return settings.api if role == "api" else settings.worker


def service(client: RenderClient, settings: Settings, role: Role) -> Match[Service] | None:
    """The Render service of a role: the one to adopt, else of its name.

    Raises RenderError, as an update does, when several have the name.
    """
    spec = of_role(settings, role)
    if spec.adopt:
        try:
            return Match(parse(Service, client.get(f"/services/{spec.adopt}")), "by the id under `adopt`")
        except GoneError:
            return None
    named = adoption.single("services", adoption.find(client, spec.name, settings.render.owner_id))
    return Match(named, "by its name") if named else None


def alike(client: RenderClient, settings: Settings, role: Role) -> list[Service]:
    """Services of the same type that deploy the same repository and branch under another name."""
    query = {"ownerId": settings.render.owner_id, "type": TYPES[role]}
    rows = (parse(Service, entry) for entry in client.pages("/services", "service", query))
    wanted = (canonical_repo(repository(settings)), settings.branch)
    return [row for row in rows if (canonical_repo(row.repo), row.branch) == wanted]


def key_value(client: RenderClient, settings: Settings) -> KeyValue | None:
    """The Key Value instance of the environment's Redis: the one to adopt, else of its name.

    Raises RenderError, as an update does, when several have the name.
    """
    redis = settings.redis
    if redis.mode == "dedicated" and redis.adopt:
        try:
            return key_values.get(client, redis.adopt)
        except GoneError:
            return None
    return key_values.named(client, {"name": redis.name, "owner_id": settings.render.owner_id})


def project(vercel: Vercel, settings: Settings) -> Match[Json] | None:
    """The Vercel project: the one to adopt, of its name, or whose production serves the host already.

    A domain of a branch does not make a project this environment's. The first that serves the host is the
    only one: Vercel refuses a domain that another project has. Raises AccountError.
    """
    site = settings.frontend
    if site.mode == "own" and site.adopt:
        adopted = vercel.project(site.adopt.project)
        return Match(adopted, "by the id under `adopt`") if adopted else None
    if named := vercel.project(site.project):
        return Match(named, "by its name")
    if site.mode == "own":
        host = site_host(settings)
        for candidate in vercel.projects():
            served = {row["name"] for row in vercel.domains(candidate["id"]) if not row.get("gitBranch")}
            if host in served:
                return Match(candidate, f"by its domain {host}")
    return None


def own_variables(settings: Settings, rows: Iterable[Mapping[str, Any]]) -> dict[str, Json]:
    """Of a project's variables those that would be this environment's: key -> the row with its id.

    A project's own environment is its production target; a branch's is the preview target of that branch.
    """
    branch = settings.branch if settings.frontend.mode == "branch" else None
    target = "preview" if branch else "production"
    return {
        str(row["key"]): dict(row)
        for row in rows
        if target in (row.get("target") or ()) and (row.get("gitBranch") or None) == branch
    }
