"""Ask a running environment whether it answers as configured: the API itself, and its CORS answers.

The program runs this at the end of an update. It reads SMOKE_API_URL, SMOKE_ORIGINS (comma-separated) and
SMOKE_MAINTENANCE (set while the API is closed); in a rehearsal, SANDBOX_EDGE_URL is where all hosts answer.
A host that has no DNS record yet is a note, and so is an API that a person has suspended.
Exit code: 0 all is well, 1 something answers wrongly or not at all.
"""

import argparse
import os
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from config.vendors import is_local, is_rehearsal

DEADLINE_SECONDS = 60.0
PAUSE_SECONDS = 1.0


class SuspendedError(Exception):
    """Render itself answers for an API that is suspended: by a person, or by Render."""


# What Render's edge says in `x-render-routing`, the exit code, and what that means.
SUSPENDED = {
    "suspend-by-user": (
        0,
        "note: {api} is suspended in Render's dashboard; nothing else was asked. What was written to it is "
        "deployed when it is resumed",
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


def checks(origins: list[str]) -> list[Check]:
    """The API's own answer, then the CORS preflight of each origin."""
    return [
        Check("answers", "GET", {}, lambda r: None if r.status_code == 200 else f"status {r.status_code}"),
        *(_preflight(origin) for origin in origins),
    ]


def closed() -> Check:
    """What Render answers for a service under maintenance: its own page with 503, or a way to another."""

    def fault(response: httpx.Response) -> str | None:
        is_closed = response.status_code == 503 or response.is_redirect
        return None if is_closed else f"status {response.status_code}, so it is still open"

    return Check("is closed for maintenance", "GET", {}, fault)


def _preflight(origin: str) -> Check:
    def fault(response: httpx.Response) -> str | None:
        allowed = response.headers.get("access-control-allow-origin")
        return None if allowed == origin else f"status {response.status_code}, the browser would block it"

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
    return edge, {"Host": urlsplit(url).netloc}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`smoke` has no flags: the program passes what to ask by the environment."""


def run(arguments: argparse.Namespace) -> int:
    """Ask everything, repeating what fails until the deadline; print a line for each answer."""
    api, origins = os.environ.get("SMOKE_API_URL", ""), os.environ.get("SMOKE_ORIGINS", "")
    if not api or not origins:
        return _say("SMOKE_API_URL and SMOKE_ORIGINS are needed: whom to ask, and for which sites", 1)
    try:
        address, host = target(api, os.environ)
    except ValueError as error:
        return _say(str(error), 1)
    if not _resolves(address):
        return _say(f"note: {api} has no DNS record yet; nothing was asked", 0)
    deadline = time.monotonic() + DEADLINE_SECONDS
    # A rehearsal never goes through a proxy; a company's network may need one.
    with httpx.Client(timeout=10, headers=host, trust_env=not is_rehearsal(os.environ)) as client:
        client.event_hooks = {"response": [stop_at_suspended]}
        asked = [closed()] if os.environ.get("SMOKE_MAINTENANCE") else checks(origins.split(","))
        try:
            faults = [_ask(client, address, api, check, deadline) for check in asked]
        except SuspendedError as suspended:
            code, line = SUSPENDED[str(suspended)]
            return _say(line.format(api=api), code)
    return 1 if any(faults) else 0


def _ask(client: httpx.Client, address: str, api: str, check: Check, deadline: float) -> str | None:
    """The fault that was left at the deadline, or None; a fresh deploy may need a moment."""
    while True:
        try:
            fault = check.fault(client.request(check.method, address, headers=check.headers))
        except httpx.HTTPError as error:
            fault = unanswered(error)
        if fault is None or time.monotonic() >= deadline:
            _say(f"{'failed' if fault else 'ok'}: {api} {check.title}{f': {fault}' if fault else ''}", 0)
            return fault
        time.sleep(PAUSE_SECONDS)


def unanswered(error: httpx.HTTPError) -> str:
    """Why there was no answer, with the next step where it is known."""
    if "certificate" in str(error).lower():
        return (
            "no valid certificate; Render issues one within minutes of the DNS record, so look at the record "
            "and run again later"
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
