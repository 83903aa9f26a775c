"""How the process reaches the vendors: their tokens, and in a rehearsal addresses on this machine."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from config.violations import Violation

# What each vendor's provider reads by itself, as alternatives: one of the groups has to be complete.
TOKENS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "Render": (("RENDER_API_KEY",),),
    "Vercel": (("VERCEL_API_TOKEN",),),
    "MongoDB Atlas": (
        ("MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY"),
        ("MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET"),
        ("MONGODB_ATLAS_ACCESS_TOKEN",),
    ),
}
ENDPOINTS = ("RENDER_API_URL", "VERCEL_API_URL", "MONGODB_ATLAS_BASE_URL", "SANDBOX_EDGE_URL")


def missing_tokens(environ: Mapping[str, str]) -> list[Violation]:
    """One violation for each vendor whose token the process environment does not hold."""
    found = []
    for vendor, groups in TOKENS.items():
        if not any(all(environ.get(name) for name in group) for group in groups):
            what = f"no token in the process environment, so {vendor} would refuse every call"
            found.append(Violation(vendor, "", what, write=f"export {' and '.join(groups[0])}"))
    return found


def is_rehearsal(environ: Mapping[str, str]) -> bool:
    """Whether the sandbox runs the program: it sets SANDBOX_DIR for each of its commands."""
    return "SANDBOX_DIR" in environ


def foreign_endpoints(environ: Mapping[str, str]) -> list[Violation]:
    """One violation for each endpoint of a rehearsal that is empty or elsewhere."""
    what = "is empty or not on this machine, and a rehearsal must never reach a real account"
    write = "run the command through `python -m sandbox run --`, which sets it"
    away = [name for name in ENDPOINTS if not is_local(environ.get(name, ""))]
    return [Violation(name, "", what, write=write) for name in away]


def is_local(url: str) -> bool:
    """Whether a URL stays on this machine."""
    try:
        return is_loopback(urlsplit(url).hostname or "")
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, by name or address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
