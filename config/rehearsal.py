"""What must hold while a rehearsal runs the program: nothing it is told to call is on another machine."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from config.faults import Fault

ENDPOINTS = ("RENDER_API_URL", "VERCEL_API_URL", "MONGODB_ATLAS_BASE_URL", "SANDBOX_EDGE_URL")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def is_rehearsal(environ: Mapping[str, str]) -> bool:
    """Whether the sandbox runs the program: it sets SANDBOX_DIR for each of its commands."""
    return "SANDBOX_DIR" in environ


def is_local(url: str) -> bool:
    """Whether a URL stays on this machine."""
    return urlsplit(url).hostname in LOOPBACK


def foreign_endpoints(environ: Mapping[str, str]) -> list[Fault]:
    """One fault for each endpoint of a rehearsal that is empty or elsewhere."""
    what = "is empty or not on this machine, and a rehearsal must never reach a real account"
    write = "run the command through `python -m sandbox run --`, which sets it"
    return [Fault(name, "", what, write=write) for name in ENDPOINTS if not is_local(environ.get(name, ""))]
