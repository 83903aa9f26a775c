"""The bare domain beside a `www` site."""

from config.settings import Settings


def apex_host(settings: Settings) -> str | None:
    """The host that is redirected to the site: `example.org` for `www.example.org`, None if none is."""
    site, start = settings.frontend, "https://www."
    if site.mode == "own" and site.apex_redirect and settings.frontend_url.startswith(start):
        return settings.frontend_url.removeprefix(start)
    return None
