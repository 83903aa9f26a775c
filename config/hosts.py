"""The hosts of an environment: its site, the bare domain beside a `www` site, its API."""

from config.settings import Settings

_SCHEME = "https://"


def site_host(settings: Settings) -> str:
    """The host of the site: `www.example.org`."""
    return settings.frontend_url.removeprefix(_SCHEME)


def api_host(settings: Settings) -> str:
    """The host of the API."""
    return settings.api_url.removeprefix(_SCHEME)


def apex_host(settings: Settings) -> str | None:
    """The host that is redirected to the site: `example.org` for `www.example.org`, None if none is."""
    site, host = settings.frontend, site_host(settings)
    if site.mode == "own" and site.apex_redirect and host.startswith("www."):
        return host.removeprefix("www.")
    return None


def site_hosts(settings: Settings) -> list[str]:
    """Every host that the Vercel project serves for this environment, the site's own first."""
    apex = apex_host(settings)
    return [site_host(settings), *([apex] if apex else [])]
