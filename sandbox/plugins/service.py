"""HTTP to the local cloud, and nowhere else; what goes wrong becomes one line without any value in it."""

import ssl
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx

from sandbox.home import LOOPBACK
from sandbox.plugins.install import Start

TIMEOUT_SECONDS = 30


class PluginError(Exception):
    """Something the user should read: one clear line, without any value that was sent or received."""


def loopback(package: str, variable: str, url: str) -> str:
    """Return the endpoint without a trailing slash; raises PluginError unless it is on loopback."""
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        problem = "is not set" if not url else "is not a loopback address (http://127.0.0.1:PORT/...)"
        raise PluginError(
            f"{package}: {variable} {problem}; inside the sandbox only the local cloud may be reached"
        )
    return url.rstrip("/")


class Service:
    """One API of the local cloud. `explain` finds the error code and message in a reply's body.

    `defaults` is the query of a request that does not say otherwise; `start`: how the engine started the
    plugin, for what the real one finds out in its process.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        explain: Callable[[Any], str],
        headers: dict[str, str],
        auth: Callable[[], httpx.Auth] | None = None,
    ) -> None:
        self._name = name
        self._explain = explain
        self._auth = auth
        self.defaults: dict[str, str] = {}
        self.start: Start | None = None
        # Proxies are for programs that leave the machine; this one must not, and trusts no certificate.
        self._http = httpx.AsyncClient(
            base_url=base_url,
            headers=headers,
            trust_env=False,
            timeout=TIMEOUT_SECONDS,
            # A run ends without a word: what it kept open would stay open.
            limits=httpx.Limits(max_keepalive_connections=0),
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        )

    async def call(
        self, method: str, path: str, body: Any = None, missing_ok: bool = False, **query: str | None
    ) -> Any:
        """Send a request and return the reply's JSON, None for an empty one.

        Raises PluginError if it is refused; with `missing_ok` a 404 is None too.
        """
        given = {key: value for key, value in query.items() if value is not None}
        auth = self._auth() if self._auth else None
        try:
            reply = await self._http.request(method, path, json=body, params=self.defaults | given, auth=auth)
        except httpx.TransportError as error:
            problem = (
                f"{self._name}: {method} {path} got no answer ({type(error).__name__}); is the sandbox up?"
            )
            raise PluginError(problem) from None
        if missing_ok and reply.status_code == httpx.codes.NOT_FOUND:
            return None
        if reply.is_error:
            raise PluginError(
                f"{self._name}: {method} {path} answered {reply.status_code}: {self._reason(reply)}"
            )
        return reply.json() if reply.content else None

    def _reason(self, reply: httpx.Response) -> str:
        try:
            return self._explain(reply.json())
        except (ValueError, KeyError, TypeError):
            return "no reason given"
