"""What follows from the settings: hosts, the database's address, Redis and the services in Render's words."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from config.contract import DATABASE_PASSWORD
from config.hosts import is_bare, twin
from config.settings import Api, Database, DedicatedRedis, OwnProject, Service, Settings

_SCHEME = "https://"
# Of a service in the stack file: what Render has under another name, and what is ours alone.
_SAID_OTHERWISE = frozenset(
    {"auto_deploy", "deploy_timeout_seconds", "env", "maintenance", "onrender_subdomain"}
)


def site_host(settings: Settings) -> str:
    """The host of the site: `www.example.org`."""
    return settings.frontend_url.removeprefix(_SCHEME)


def api_host(settings: Settings) -> str:
    """The host of the API."""
    return settings.api_url.removeprefix(_SCHEME)


def redirected_host(settings: Settings) -> str | None:
    """The host that is redirected to the site: `example.org` for `www.example.org`, or the other way."""
    site = settings.frontend
    return twin(site_host(settings)) if isinstance(site, OwnProject) and site.apex_redirect else None


def site_hosts(settings: Settings) -> list[str]:
    """Every host that the Vercel project serves for this environment, the site's own first."""
    other = redirected_host(settings)
    return [site_host(settings), *([other] if other else [])]


def has_addresses(settings: Settings, host: str) -> bool:
    """Whether a host of the site has A records: at an apex no CNAME may stand (RFC 1034, 3.6.2)."""
    return is_bare(host) or f"www.{host}" == site_host(settings)


def project_of(settings: Settings, stacks: Mapping[str, Settings]) -> OwnProject | None:
    """The Vercel project in which the site lives, as the stack that owns it says; None where none does."""
    sites = (settings.frontend, *(stack.frontend for stack in stacks.values()))
    own = (site for site in sites if isinstance(site, OwnProject))
    return next((site for site in own if site.project == settings.frontend.project), None)


def repository(settings: Settings) -> str:
    """The address of the repository that Render deploys."""
    return f"https://github.com/{settings.render.repo}"


def database_uri(database: Database, password: str, user: str | None = None) -> str:
    """The address, byte for byte in the form that mongodb.com/docs/manual/reference/connection-string gives.

    The cluster's name is what the server shows as the application. `user`: another than the application's.
    """
    # Exactly encodeURIComponent: older drivers decode nothing else.
    encoded = quote(password, safe="-_.!~*'()")
    return (
        f"mongodb+srv://{user or database.user}:{encoded}@{database.host}/{database.name}"
        f"?retryWrites=true&w=majority&appName={database.cluster}"
    )


def kept_by_hand(settings: Settings) -> list[str]:
    """The variables that a person sets in Render's UI: never written, and not deleted when they become so."""
    by_hand = [key for key, source in settings.secrets.items() if source == "ui"]
    # A password that is kept by hand is inside a URI that is kept by hand.
    uris = settings.database.uri_variables if DATABASE_PASSWORD in by_hand else []
    return [*uris, *(key for key in by_hand if key != DATABASE_PASSWORD)]


def service_inputs(settings: Settings, service: Service) -> dict[str, Any]:
    """A service as the arguments of the Render resource, without its variables; None for what is left out.

    A setting of the same name as the argument is passed on as it stands.
    """
    plain = service.model_dump(exclude=set(_SAID_OTHERWISE))
    home, api = settings.render, service if isinstance(service, Api) else None
    mode = api.maintenance if api else None
    return {
        # What is false or empty is what Render and the provider do without a word.
        **{name: value or None for name, value in plain.items()},
        "owner_id": home.owner_id,
        "region": home.region,
        "repo": repository(settings),
        "branch": settings.branch,
        "runtime": "node",
        # Under a freeze a push must not deploy either.
        "auto_deploy_trigger": "off" if settings.freeze else service.auto_deploy,
        "maintenance_mode": {"enabled": mode.enabled, "uri": mode.uri or ""} if mode else None,
        "render_subdomain_policy": "disabled" if api and not api.onrender_subdomain else None,
    }


def key_value_inputs(settings: Settings, redis: DedicatedRedis) -> dict[str, Any]:
    """A Redis of the stack's own as the arguments of the Render resource; None for what is left out."""
    return {
        "name": redis.name,
        "owner_id": settings.render.owner_id,
        "region": settings.render.region,
        "plan": redis.plan,
        "ip_allow_list": [{"cidr_block": r.cidr, "description": r.description} for r in redis.allow],
        "adopt": redis.adopt,
        "allow_replacement": redis.allow_replacement or None,
    }
