"""Ask a running environment whether it answers as configured: the API, its CORS answers, and the site.

    SMOKE_API_URL=https://api.example.com SMOKE_ORIGINS=https://www.example.com \\
    python -m ops smoke

The program runs this at the end of an update. It reads SMOKE_API_URL, SMOKE_ORIGINS (comma-separated) and
SMOKE_MAINTENANCE (set while the API is closed); in a rehearsal, SANDBOX_EDGE_URL is where all hosts answer.
What else there is to know, it reads in the stack file that has this API.
A host that has no DNS record yet is a note; so are an API that a person has suspended and a site that Vercel
does not show.
Exit code: 0 all is well, 1 something answers wrongly or not at all.
"""

import argparse
import os
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from config.hosts import fault_of
from config.parse import read_stack_file
from config.settings import Settings
from config.stacks import STACKS
from config.vendors import is_local, is_rehearsal
from config.violations import SettingsError
from ops.smoke_site import NotSeenError, Site, site_fault, site_of

DEADLINE_SECONDS = 60.0
PAUSE_SECONDS = 1.0


class SuspendedError(Exception):
    """Render itself answers for an API that is suspended: by a person, or by Render."""


# What Render's edge says in `x-render-routing`, the exit code, and what that means.
SUSPENDED = {
    "suspend-by-user": (
        0,
        "note: {api} is suspended in Render's dashboard, so it was asked nothing else. What was written to "
        "it is deployed when it is resumed",
    ),
    "suspend": (
        1,
        "failed: {api} is suspended by Render (payment or used-up hours, as a rule): see the service in "
        "Render's dashboard",
    ),
}


def stop_at_suspended(response: httpx.Response) -> None:
    """Raise SuspendedError for Render's own answer: waiting for another would be in vain."""
    routing = response.headers.get("x-render-routing", "")
    if routing in SUSPENDED:
        raise SuspendedError(routing)


@dataclass(frozen=True)
class Check:
    """One question: the request to send and the answer that is right."""

    title: str
    method: str
    headers: Mapping[str, str]
    fault: Callable[[httpx.Response], str | None]
    path: str = ""


def checks(origins: list[str], health: str) -> list[Check]:
    """The API's own answer at `health`, its path for that, then the CORS preflight of each origin."""

    def fault(response: httpx.Response) -> str | None:
        # What Render takes for healthy: render.com/docs/health-checks.
        well = response.is_success or response.is_redirect
        return None if well else f"status {response.status_code}"

    at = "" if health == "/" else f" at {health}"
    return [Check(f"answers{at}", "GET", {}, fault, health), *(_preflight(origin) for origin in origins)]


def closed() -> Check:
    """What Render answers for a service under maintenance: its own page with 503, or a way to another."""

    def fault(response: httpx.Response) -> str | None:
        is_closed = response.status_code == 503 or response.is_redirect
        return None if is_closed else f"status {response.status_code}, so it is still open"

    return Check("is closed for maintenance", "GET", {}, fault)


def _preflight(origin: str) -> Check:
    def fault(response: httpx.Response) -> str | None:
        # To the letter, and with a status that is well: fetch.spec.whatwg.org, "CORS-preflight fetch".
        allowed = response.headers.get("access-control-allow-origin") == origin
        well = allowed and response.is_success
        return None if well else f"status {response.status_code}, the browser would block it"

    headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    return Check(f"lets {origin} in", "OPTIONS", headers, fault)


def target(url: str, environ: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    """Where to send a request for `url` and with which Host header.

    Raises ValueError in a rehearsal whose edge is missing or not on this machine.
    """
    if not is_rehearsal(environ):
        return url, {}
    edge = environ.get("SANDBOX_EDGE_URL", "")
    if not is_local(edge):
        raise ValueError(f"SANDBOX_EDGE_URL is '{edge}', but a rehearsal only ever asks this machine")
    asked = urlsplit(url)
    return edge + asked._replace(scheme="", netloc="").geturl(), {"Host": asked.netloc}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`smoke` has no flags: the program passes what to ask by the environment."""


def run(arguments: argparse.Namespace) -> int:
    """Ask everything, repeating what fails until the deadline; print a line for each answer."""
    api, origins = os.environ.get("SMOKE_API_URL", ""), os.environ.get("SMOKE_ORIGINS", "")
    if not api or not origins:
        return _say("SMOKE_API_URL and SMOKE_ORIGINS are needed: whom to ask, and for which sites", 1)
    if not api.startswith("https://") or fault_of(api.removeprefix("https://")):
        write = "write it as in the stack file, https:// and the host"
        return _say(f"SMOKE_API_URL is '{api}', which is no address; {write}", 1)
    try:
        address, _ = target(api, os.environ)
    except ValueError as error:
        return _say(str(error), 1)
    if not _resolves(address):
        return _say(f"note: {api} has no DNS record yet; nothing was asked", 0)
    settings = settings_of(api, Path())
    health = (settings and settings.api.health_check_path) or "/"
    site = site_of(settings) if settings else None
    deadline = time.monotonic() + DEADLINE_SECONDS
    # A rehearsal never goes through a proxy; a company's network may need one.
    with httpx.Client(timeout=10, trust_env=not is_rehearsal(os.environ)) as client:
        shut = os.environ.get("SMOKE_MAINTENANCE")
        asked = [closed()] if shut else checks(origins.split(","), health)
        faults: list[str | int | None]
        try:
            faults = [_ask(client, api, check, deadline) for check in asked]
        except SuspendedError as suspended:
            code, line = SUSPENDED[str(suspended)]
            faults = [_say(line.format(api=api), code)]
        if site is not None:
            faults.append(_ask_site(client, site, deadline))
    return 1 if any(faults) else 0


def settings_of(api_url: str, folder: Path) -> Settings | None:
    """The settings of the environment that has this API, None when no stack file of `folder` names it."""
    for stack in STACKS:
        try:
            settings = read_stack_file(folder, stack)
        except SettingsError:
            continue  # of another stack: the update of this one has read its own
        if settings.api_url == api_url:
            return settings
    return None


def _ask(client: httpx.Client, api: str, check: Check, deadline: float) -> str | None:
    def ask() -> str | None:
        address, host = target(api + check.path, os.environ)
        response = replied(client, check.method, address, {**host, **check.headers})
        stop_at_suspended(response)
        return check.fault(response)

    return _told(f"{api} {check.title}", "Render", ask, deadline)


def _ask_site(client: httpx.Client, site: Site, deadline: float) -> str | None:
    def get(url: str) -> httpx.Response:
        address, host = target(url, os.environ)
        return replied(client, "GET", address, host)

    if not _resolves(target(site.url, os.environ)[0]):
        _say(f"note: {site.url} has no DNS record yet; it was not asked", 0)
        return None
    try:
        title = f"{site.url} was built for this environment"
        return _told(title, "Vercel", lambda: site_fault(site, get), deadline)
    except NotSeenError as reason:
        _say(f"note: {site.url} {reason}; its page was not seen", 0)
        return None


class _NowhereError(httpx.HTTPError):
    """An answer that leads to an address that is none."""


def replied(client: httpx.Client, method: str, address: str, headers: Mapping[str, str]) -> httpx.Response:
    """The answer of a host. Raises httpx.HTTPError."""
    try:
        return client.request(method, address, headers=headers)
    # httpx makes the next request of a redirect, also where it is to follow none: of `mailto:`, `https://xn--a/`.
    except (httpx.InvalidURL, httpx.RemoteProtocolError, ValueError) as error:
        if isinstance(error, httpx.RemoteProtocolError) and "location header" not in str(error):
            raise
        raise _NowhereError(str(error)) from None


def _told(title: str, vendor: str, ask: Callable[[], str | None], deadline: float) -> str | None:
    fault = repeated(vendor, ask, deadline, PAUSE_SECONDS)
    _say(f"{'failed' if fault else 'ok'}: {title}{f': {fault}' if fault else ''}", 0)
    return fault


def repeated(vendor: str, ask: Callable[[], str | None], deadline: float, pause: float) -> str | None:
    """The fault that was left at the deadline, or None; a fresh deploy of the vendor's may need a moment.

    `deadline` by time.monotonic(), `pause` in seconds.
    """
    while True:
        try:
            fault = ask()
        except httpx.HTTPError as error:
            fault = unanswered(error, vendor)
        if fault is None or time.monotonic() >= deadline:
            return fault
        time.sleep(pause)


def unanswered(error: httpx.HTTPError, vendor: str) -> str:
    """Why a host of the vendor's gave no answer that can be used, with the next step where it is known."""
    if isinstance(error, _NowhereError):
        return "sends its visitors to an address that is none"
    if "certificate" in str(error).lower():
        return (
            f"no valid certificate; {vendor} issues one within minutes of the DNS record, so look at the "
            "record and run again later"
        )
    return f"no answer ({type(error).__name__})"


def _resolves(address: str) -> bool:
    try:
        socket.getaddrinfo(urlsplit(address).hostname, None)
    except socket.gaierror:
        return False
    return True


def _say(line: str, code: int) -> int:
    print(line, flush=True)
    return code
