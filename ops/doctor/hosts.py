"""The hosts that providers ask beside the vendors' APIs, which the other checks reach or fail to reach.

Vercel's provider holds `framework` at each preview against a list that it loads, and function regions against
another: its validator_framework.go, validator_serverless_function_region.go. `pulumi` downloads plugins.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import httpx

from config.settings import Settings
from config.vendors import is_rehearsal
from ops.doctor.check import Check, State

WHAT = "other hosts"
_OPEN = "let this machine reach it, through HTTPS_PROXY if need be"
_PLUGINS = f"`pulumi` downloads plugins from there once: {_OPEN}, or install them (docs/ci.md)"
# What stops without each, and whether that is every preview.
_NEEDED_FOR: Mapping[str, tuple[State, str]] = {
    "api-frameworks.zeit.sh": (
        "FAIL",
        f"Vercel's provider reads the list of frameworks there, and each preview stops without it: {_OPEN}",
    ),
    "dcs.vercel-infra.com": (
        "note",
        f"previews of a project with function regions stop without it: {_OPEN}",
    ),
    "get.pulumi.com": ("note", _PLUGINS),
    "api.github.com": ("note", _PLUGINS),
}


def checks(
    stacks: Mapping[str, Settings],
    environ: Mapping[str, str],
    fault: Callable[[str], str | None] | None = None,
) -> Iterator[Check]:
    """One line for those that answer, one for each that does not. `fault`: why a host does not."""
    hosts = list(needed(stacks))
    if is_rehearsal(environ):
        yield Check("ok", "machine", WHAT, f"{', '.join(hosts)}; nobody was asked in a rehearsal")
        return
    with ThreadPoolExecutor(len(hosts)) as pool:
        faults = dict(zip(hosts, pool.map(fault or unanswered, hosts), strict=True))
    if answering := [host for host, why in faults.items() if why is None]:
        yield Check("ok", "machine", WHAT, f"{', '.join(answering)} answer")
    for host, why in faults.items():
        if why is not None:
            state, do = _NEEDED_FOR[host]
            yield Check(state, "machine", host, why, do)


def needed(stacks: Mapping[str, Settings]) -> Iterator[str]:
    """Which of them these stacks need."""
    sites = [settings.frontend for settings in stacks.values() if settings.frontend.mode == "own"]
    if sites:
        yield "api-frameworks.zeit.sh"
    # Only what is taken over may have regions: a stack file states none.
    if any(site.adopt for site in sites):
        yield "dcs.vercel-infra.com"
    yield from ("get.pulumi.com", "api.github.com")


def unanswered(host: str) -> str | None:
    """Why a host gives no answer, None for any answer at all."""
    try:
        with httpx.stream("GET", f"https://{host}/", timeout=10):
            return None
    except httpx.HTTPError as error:
        return f"no answer ({type(error).__name__})"
