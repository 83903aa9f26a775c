"""What visitors get: the page of the site and the API's answers, asked for as a browser would."""

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import httpx

from config.contract import allowed_origins
from config.derived import redirected_host
from config.settings import Settings
from config.vendors import is_rehearsal
from ops.operation.phases import tell
from ops.smoke import (
    Check,
    SuspendedError,
    checks,
    repeated,
    replied,
    stop_at_suspended,
    target,
    unanswered,
)
from ops.smoke_site import NotSeenError, Site, WrongError, opened, site_fault

APPLICATION, PRE_LAUNCH = "application", "pre-launch"
# Of a page that does not say what its gate is: see ops/smoke_site.
UNMARKED = "a page without its gate"
_PAUSE = 0.2

Ask = Callable[[], str | None]


@dataclass(frozen=True)
class Sight:
    """What one look at the site brought: the kind of page, or why there was none."""

    page: str
    is_error: bool = False


class Browser:
    """Asks as a visitor would, in a rehearsal through its edge."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ, self._http = environ, _client(environ)

    def get(self, url: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> httpx.Response:
        """One answer. Raises httpx.HTTPError."""
        address, host = target(url, self._environ)
        return replied(self._http, method, address, {**host, **(headers or {})})

    def look(self, settings: Settings) -> Sight:
        """The page that people get who open the site."""
        return self.sight(any_page_of(settings))

    def sight(self, site: Site) -> Sight:
        """The kind of the page that a site shows; one that nobody is let see has the reason as its kind."""
        try:
            _, page = opened(site, self.get)
        except WrongError as wrong:
            return Sight(str(wrong), is_error=True)
        except NotSeenError as reason:
            return Sight(f"not seen: {reason}")
        except httpx.HTTPError as error:
            return Sight(unanswered(error, "Vercel"), is_error=True)
        said = page.said.get("launched")
        return Sight(UNMARKED if said is None else page_of(launched=said.strip() == "true"))

    def faults(
        self, settings: Settings, parts: Collection[str], site: Site | None, patience: float
    ) -> list[str]:
        """What is wrong with what visitors get of these parts, a line each; nothing of a worker.

        What is wrong is asked again, for `patience` seconds in all.
        """
        end, found = time.monotonic() + patience, []
        for title, vendor, ask in self._questions(settings, parts, site):
            fault = repeated(vendor, ask, end, _PAUSE)
            tell(f"     {title}{f': {fault}' if fault else ''}")
            found += [f"{title}: {fault}"] if fault else []
        return found

    def _questions(
        self, settings: Settings, parts: Collection[str], site: Site | None
    ) -> Iterator[tuple[str, str, Ask]]:
        if "site" in parts and site:
            yield f"{site.url} shows its page", "Vercel", partial(self._site, site)
        if "api" in parts:
            for check in checks(allowed_origins(settings), settings.api.health_check_path or "/"):
                ask = partial(self._api, settings.api_url, check)
                yield f"{settings.api_url} {check.title}", "Render", ask

    def _site(self, site: Site) -> str | None:
        try:
            return site_fault(site, self.get)
        except NotSeenError as reason:
            tell(f"     note: {site.url} {reason}")
            return None

    def _api(self, api: str, check: Check) -> str | None:
        reply = self.get(api + check.path, check.method, check.headers)
        try:
            stop_at_suspended(reply)
        except SuspendedError:
            return "is suspended; resume it in Render's dashboard"
        return check.fault(reply)


def _client(environ: Mapping[str, str]) -> httpx.Client:
    # A rehearsal never goes through a proxy; a company's network may need one.
    return httpx.Client(timeout=10, trust_env=not is_rehearsal(environ))


def any_page_of(settings: Settings) -> Site:
    """The site of an environment, whatever it was built with."""
    elsewhere = settings.acknowledge.get("siteElsewhere", "")
    return Site(settings.frontend_url, None, None, redirected_host(settings), elsewhere)


def page_of(*, launched: bool) -> str:
    """The kind of page that a launch gate shows."""
    return APPLICATION if launched else PRE_LAUNCH
