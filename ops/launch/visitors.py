"""What visitors see: the page of the site, the API behind it, and for how long they saw what."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx

from config.contract import allowed_origins
from config.settings import Settings
from config.vendors import is_rehearsal
from ops.operation.phases import Halted
from ops.smoke import checks, replied, target, unanswered
from ops.smoke_site import NotSeenError, Site, WrongError, opened, site_fault, site_of

APPLICATION, PRE_LAUNCH = "application", "pre-launch"
# Of a page that does not say what its gate is: see ops/smoke_site.
UNMARKED = "a page without its gate"
_EACH = 0.25
_DEADLINE = 60.0
_PAUSE = 0.2


@dataclass(frozen=True)
class Sight:
    """What one look at the site brought: the kind of page, or why there was none."""

    page: str
    is_error: bool = False


class Browser:
    """Asks as a visitor would, in a rehearsal through its edge."""

    def __init__(self, settings: Settings, environ: Mapping[str, str] = os.environ) -> None:
        self._settings, self._environ = settings, environ
        self._http = _client(environ)

    def get(self, url: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> httpx.Response:
        """One answer. Raises httpx.HTTPError."""
        address, host = target(url, self._environ)
        return replied(self._http, method, address, {**host, **(headers or {})})

    def look(self) -> Sight:
        """The page that people get who open the site."""
        settings = self._settings
        return sight(site_of(settings) or Site(settings.frontend_url, None, None), self.get)

    def faults(self) -> Iterator[str]:
        """What is wrong for a visitor of the site as the settings describe it; nothing when all is well."""
        site, settings = site_of(self._settings), self._settings
        if site and (fault := self._said("Vercel", lambda: site_fault(site, self.get))):
            yield f"{site.url} {fault}"
        health = settings.api.health_check_path or "/"
        for check in checks(allowed_origins(settings), health):
            ask = self._asking(check.path, check.method, check.headers)
            if fault := self._said("Render", lambda ask=ask, check=check: check.fault(ask())):  # type: ignore[misc]
                yield f"{settings.api_url} {check.title}: {fault}"
        origin = settings.frontend_url
        ask = self._asking(health, "GET", {"Origin": origin})
        if fault := self._said("Render", lambda: unreadable(ask(), origin)):
            yield f"{settings.api_url} {fault}"

    def _asking(self, path: str, method: str, headers: Mapping[str, str]) -> Callable[[], httpx.Response]:
        return lambda: self.get(self._settings.api_url + path, method, headers)

    def _said(self, vendor: str, ask: Callable[[], str | None]) -> str | None:
        try:
            return ask()
        except NotSeenError:
            return None
        except httpx.HTTPError as error:
            return unanswered(error, vendor)


def _client(environ: Mapping[str, str]) -> httpx.Client:
    # A rehearsal never goes through a proxy; a company's network may need one.
    return httpx.Client(timeout=10, trust_env=not is_rehearsal(environ))


def sight(site: Site, get: Callable[[str], httpx.Response]) -> Sight:
    """The kind of the page that the site shows; a page that nobody is let see has the reason as its kind."""
    try:
        _, page = opened(site, get)
    except WrongError as wrong:
        return Sight(str(wrong), is_error=True)
    except NotSeenError as reason:
        return Sight(f"not seen: {reason}")
    except httpx.HTTPError as error:
        return Sight(unanswered(error, "Vercel"), is_error=True)
    said = page.said.get("launched")
    return Sight(UNMARKED if said is None else APPLICATION if said.strip() == "true" else PRE_LAUNCH)


def unreadable(response: httpx.Response, origin: str) -> str | None:
    """Why a script of `origin` may not read this answer (fetch.spec.whatwg.org, "CORS check"), or None."""
    allowed = response.headers.get("access-control-allow-origin")
    return None if allowed == origin else f"does not let {origin} read its answers"


def wait_for(browser: Browser, wanted: str) -> None:
    """Look until the site shows the wanted kind of page, or one that does not say. Raises Halted."""
    end = time.monotonic() + _DEADLINE
    while (seen := browser.look()).is_error or seen.page in ({APPLICATION, PRE_LAUNCH} - {wanted}):
        if time.monotonic() >= end:
            raise Halted(f"visitors see {seen.page}, not {wanted}")
        time.sleep(_PAUSE)


def all_well(browser: Browser) -> None:
    """Look until nothing is wrong for visitors. Raises Halted with all that is, at the deadline."""
    end = time.monotonic() + _DEADLINE
    while found := list(browser.faults()):
        if time.monotonic() >= end:
            raise Halted("\n".join(found))
        time.sleep(_PAUSE)


@dataclass
class Seen:
    """One kind of page, from when to when (epoch seconds), and how many looks met it."""

    page: str
    is_error: bool
    since: float
    until: float
    looks: int = 1


@dataclass
class Watch:
    """Looks four times a second from `start` to the end of `with`, beside whatever is done there."""

    look: Callable[[], Sight]
    seen: list[Seen] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def start(self) -> None:
        """Take the first look, and go on."""
        self._note()
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread:
            self._thread.join()

    def account(self) -> list[dict[str, Any]]:
        """What was seen, in order: page, since, until, seconds, looks, error."""
        return [
            {
                "page": each.page,
                "error": each.is_error,
                "since": datetime.fromtimestamp(each.since, UTC).isoformat(timespec="milliseconds"),
                "seconds": round(each.until - each.since, 2),
                "looks": each.looks,
            }
            for each in self.seen
        ]

    def add(self, sight: Sight, at: float) -> None:
        """Note one look; the same page as before goes on."""
        last = self.seen[-1] if self.seen else None
        if last:
            last.until = at
        if last and (last.page, last.is_error) == (sight.page, sight.is_error):
            last.looks += 1
        else:
            self.seen.append(Seen(sight.page, sight.is_error, at, at))

    def _go_on(self) -> None:
        while not self._over.wait(_EACH):
            self._note()
        self._note()

    def _note(self) -> None:
        self.add(self.look(), time.time())
