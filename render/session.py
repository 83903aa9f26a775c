"""Which Render this process speaks to, and with which key: the process environment, when first needed."""

import ipaddress
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from render.client import RenderClient
from render.errors import SetupError
from render.retry import PATIENT, Patience

if TYPE_CHECKING:
    import httpx

API_URL = "https://api.render.com/v1"

_lock = threading.Lock()
_shared: RenderClient | None = None


def client() -> RenderClient:
    """The one client of this process. Raises SetupError when the environment does not allow one."""
    global _shared
    with _lock:
        if _shared is None:
            _shared = from_environment(os.environ)
        return _shared


def from_environment(
    environ: Mapping[str, str],
    transport: "httpx.BaseTransport | None" = None,
    patience: Patience = PATIENT,
) -> RenderClient:
    """A client for RENDER_API_URL (default: Render itself) with the key RENDER_API_KEY. Raises SetupError."""
    url = endpoint(environ)
    # A request to this machine must not leave it through a proxy.
    proxies = not is_loopback(url)
    return RenderClient(url, api_key(environ), proxies=proxies, patience=patience, transport=transport)


def endpoint(environ: Mapping[str, str]) -> str:
    """The base URL of the API. Raises SetupError for one that is empty, unsafe or outside the sandbox."""
    url = environ.get("RENDER_API_URL")
    if "SANDBOX_DIR" in environ and not (url and is_loopback(url)):
        raise SetupError(
            "SANDBOX_DIR is set, so RENDER_API_URL must be a loopback address (http://127.0.0.1:...): "
            "run through the sandbox, which sets it, or unset SANDBOX_DIR to reach Render itself"
        )
    if url is None:
        return API_URL
    if not url.strip():
        raise SetupError(
            f"RENDER_API_URL is set but empty: unset it to reach {API_URL}, or name the API to use"
        )
    if _host_of(url) is None:
        raise SetupError(
            "RENDER_API_URL is no address of an API: write https://host/v1, without a user or a password"
        )
    if not (url.startswith("https://") or is_loopback(url)):
        raise SetupError(
            "RENDER_API_URL must start with https:// (plain http only on this machine): correct it"
        )
    return url.rstrip("/")


def api_key(environ: Mapping[str, str]) -> str:
    """The API key. Raises SetupError, without the value, when there is none or it cannot be one."""
    key = environ.get("RENDER_API_KEY", "").strip()
    if not key:
        raise SetupError(
            "RENDER_API_KEY is not set: create a key in the Render dashboard (Account Settings, API Keys)"
        )
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise SetupError(
            "RENDER_API_KEY holds characters that no key has: copy it again, without quotes or spaces"
        )
    return key


def _host_of(url: str) -> str | None:
    # With a user in the address, httpx would send that instead of the API key.
    if not url.isprintable() or " " in url:
        return None
    with suppress(ValueError):
        parts = urlsplit(url)
        _ = parts.port  # raises for what is none
        return parts.hostname if "@" not in parts.netloc else None
    return None


def is_loopback(url: str) -> bool:
    """Whether an http(s) URL stays on this machine."""
    host = _host_of(url)
    if host is None or not url.startswith(("http://", "https://")):
        return False
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
