"""Which of the things in the accounts are an environment's: by name, else by what they serve."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from config.settings import Service as ServiceSettings
from config.settings import Settings
from ops.accounts.vercel import Vercel
from render import existing, key_values
from render.client import RenderClient
from render.service_settings import canonical_repo
from render.wire import KeyValue, Service, parse

Role = Literal["api", "worker"]
TYPES: Mapping[Role, str] = {"api": "web_service", "worker": "background_worker"}
Json = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Found(Generic[T]):
    """One thing that exists, and how it was recognised: `by its name`, `by its domain` …"""

    thing: T
    how: str


def of_role(settings: Settings, role: Role) -> ServiceSettings:
    """The settings of a service."""
    return settings.api if role == "api" else settings.worker


def service(client: RenderClient, settings: Settings, role: Role) -> Found[Service] | None:
    """The Render service of a role: the one to adopt, of its name, or the only one that deploys its branch.

    Raises RenderError.
    """
    spec = of_role(settings, role)
    if named := existing.find(client, spec.name, settings.render.owner_id):
        return Found(named[0], "by its name")
    query = {"ownerId": settings.render.owner_id, "type": TYPES[role]}
    rows = (parse(Service, entry) for entry in client.pages("/services", "service", query))
    repo = canonical_repo(f"https://github.com/{settings.render.repo}")
    same = [row for row in rows if (canonical_repo(row.repo), row.branch) == (repo, settings.branch)]
    return Found(same[0], f"by its branch {settings.branch}") if len(same) == 1 else None


def key_value(client: RenderClient, settings: Settings) -> KeyValue | None:
    """The Key Value instance of the environment's Redis name. Raises RenderError."""
    found = key_values.find(client, settings.redis.name, settings.render.owner_id)
    return found[0] if found else None


def project(vercel: Vercel, settings: Settings) -> Found[Json] | None:
    """The Vercel project: of its name, else the one that serves its host already. Raises AccountError."""
    if named := vercel.project(settings.frontend.project):
        return Found(named, "by its name")
    host = site_host(settings)
    for candidate in vercel.projects():
        if host in {domain["name"] for domain in vercel.domains(candidate["id"])}:
            return Found(candidate, f"by its domain {host}")
    return None


def site_host(settings: Settings) -> str:
    """The host of the site."""
    return settings.frontend_url.removeprefix("https://")


def api_host(settings: Settings) -> str:
    """The host of the API."""
    return settings.api_url.removeprefix("https://")


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
