"""What visitors get: the page of the site and the API's answers, asked for as a browser would."""

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial

import httpx

from config.contract import allowed_origins
from config.derived import redirected_host
from config.settings import Settings
from config.vendors import is_rehearsal
from ops.operation.phases import tell
from ops.smoke import (
    SUSPENDED,
    Check,
    SuspendedError,
    checks,
    replied,
    stop_at_suspended,
    target,
    unanswered,
)
from ops.smoke_site import NotSeenError, Site, site_fault

_DEADLINE = 20.0
_PAUSE = 0.2

Ask = Callable[[], str | None]


def faults(settings: Settings, parts: Collection[str], site: Site | None) -> list[str]:
    """What is wrong with what visitors get of these parts, a line each; each is asked for 20 s at most."""
    end = time.monotonic() + _DEADLINE
    found = []
    # A rehearsal never goes through a proxy; a company's network may need one.
    with httpx.Client(timeout=10, trust_env=not is_rehearsal(os.environ)) as client:
        for title, ask in _questions(client, settings, parts, site):
            fault = _repeated(ask, end)
            tell(f"     {title}{f': {fault}' if fault else ''}")
            found += [f"{title}: {fault}"] if fault else []
    return found


def any_page_of(settings: Settings) -> Site:
    """The site, whatever it was built with: an earlier build may have had another API."""
    elsewhere = settings.acknowledge.get("siteElsewhere", "")
    return Site(settings.frontend_url, None, None, redirected_host(settings), elsewhere)


def _questions(
    client: httpx.Client, settings: Settings, parts: Collection[str], site: Site | None
) -> Iterator[tuple[str, Ask]]:
    if "site" in parts and site:
        yield f"{site.url} shows its page", partial(_site, client, site)
    if "api" in parts:
        for check in checks(allowed_origins(settings), settings.api.health_check_path or "/"):
            yield f"{settings.api_url} {check.title}", partial(_api, client, settings.api_url, check)


def _site(client: httpx.Client, site: Site) -> str | None:
    try:
        return site_fault(site, lambda url: _asked(client, "GET", url, {}))
    except NotSeenError as reason:
        tell(f"     note: {site.url} {reason}")
        return None


def _api(client: httpx.Client, api: str, check: Check) -> str | None:
    reply = _asked(client, check.method, api + check.path, check.headers)
    try:
        stop_at_suspended(reply)
    except SuspendedError as suspended:
        code, line = SUSPENDED[str(suspended)]
        tell(f"     {line.format(api=api)}")
        return "is suspended by Render" if code else None
    return check.fault(reply)


def _asked(client: httpx.Client, method: str, url: str, headers: Mapping[str, str]) -> httpx.Response:
    address, host = target(url, os.environ)
    return replied(client, method, address, {**host, **headers})


def _repeated(ask: Ask, end: float) -> str | None:
    """The fault that is left at the end, None when there is none."""
    while True:
        try:
            fault = ask()
        except httpx.HTTPError as error:
            fault = unanswered(error, "its vendor")
        if fault is None or time.monotonic() >= end:
            return fault
        time.sleep(_PAUSE)
