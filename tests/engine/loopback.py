"""Asking the sandbox: one client for all, because each reads the certificates of every authority anew."""

import time
from collections.abc import Callable

import httpx

# Without connections that stay open: a sandbox is stopped and started in between.
HTTP = httpx.Client(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
_PATIENCE, _PAUSE = 60.0, 0.05


def until(reached: Callable[[], object]) -> None:
    """Ask again and again, at most for a minute."""
    deadline = time.monotonic() + _PATIENCE
    while not reached():
        assert time.monotonic() < deadline, "what was waited for never came"
        time.sleep(_PAUSE)
