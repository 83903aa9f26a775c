"""One request over HTTP, and what comes back or why nothing did. The only module that needs httpx."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

from render.errors import NoReplyError, no_reply

VERSION: Final = "0.1.0"
USER_AGENT: Final = f"pulumi-render-dynamic/{VERSION} python-httpx/{httpx.__version__}"

_CONNECT = 10.0
# Never sent, or cut off on the way; after any other error Render may still be at work on the request.
_NOT_RUNNING = (
    httpx.NetworkError,
    httpx.RemoteProtocolError,
    httpx.ProxyError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
)


def connect(
    base_url: str, api_key: str, proxies: bool, transport: httpx.BaseTransport | None, seconds: float
) -> httpx.Client:
    """A connection pool to the API below `base_url`; see `RenderClient` for the arguments."""
    headers = {
        "Authorization": f"Bearer {api_key}",
        "Accept": "application/json",
        "User-Agent": USER_AGENT,
    }
    return httpx.Client(
        base_url=base_url,
        headers=headers,
        timeout=httpx.Timeout(seconds, connect=min(seconds, _CONNECT)),
        transport=transport,
        trust_env=proxies,
        # A rehearsal's requests are not encrypted, and reading all certificates takes longer than they do.
        verify=not base_url.startswith("http://"),
    )


def send(
    http: httpx.Client,
    method: str,
    path: str,
    params: Mapping[str, str | int] | None,
    body: Mapping[str, Any] | None,
) -> httpx.Response | NoReplyError:
    """The reply, whatever its status, or the error that there is none."""
    try:
        return http.request(method, path, params=params, json=body)
    except httpx.RequestError as error:
        # Only the kind of error, and raised elsewhere: its text can quote a header, its request has all.
        may_be_running = not isinstance(error, _NOT_RUNNING)
        return no_reply(method, path, type(error).__name__, may_be_running)
