"""HTTP to Render's REST API: authentication, pages, retries, errors. Knows no resource."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar

import httpx

from render import errors
from render.progress import note

VERSION: Final = "0.1.0"
USER_AGENT: Final = f"pulumi-render-dynamic/{VERSION} python-httpx/{httpx.__version__}"

_ATTEMPTS = 6
_LONGEST_WAIT = 120.0
_WORTH_A_NOTE = 5.0
_PAGE = 100
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)

T = TypeVar("T")


def wait_before_retry(
    method: str, status: int | None, retry_after: float | None, attempt: int, jitter: float
) -> float | None:
    """How many seconds to wait before the same request goes out again; None: give up.

    | what came back              | GET PUT DELETE       | POST PATCH                         |
    |-----------------------------|----------------------|------------------------------------|
    | 429, Retry-After up to 120 s | wait Retry-After     | wait Retry-After: nothing happened |
    | 429, longer                 | give up, say so      | give up, say so                    |
    | 429, no Retry-After         | backoff              | backoff                            |
    | 5xx, or no reply            | backoff              | give up: it may have happened      |
    | anything else               | give up              | give up                            |

    Backoff: 0.5 s doubled per attempt up to 8 s, times 0.5 to 1 by `jitter` (0 to 1). Six attempts in all.
    `status` None: no reply. `attempt` counts from 1.
    """
    repeatable = method in ("GET", "PUT", "DELETE") and (status is None or status >= 500)
    if attempt >= _ATTEMPTS or not (repeatable or status == 429):
        return None
    if status == 429 and retry_after is not None:
        return retry_after if retry_after <= _LONGEST_WAIT else None
    return float(min(0.5 * 2 ** (attempt - 1), 8.0) * (0.5 + jitter / 2))


class RenderClient:
    """One connection pool to one Render API; safe to share between threads.

    `base_url` ends in the API version (`https://api.render.com/v1`). `proxies`: whether HTTP_PROXY and its
    kin apply. `transport`, `sleep`, `clock` and `jitter` are for tests. Every method raises RenderError.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        proxies: bool = True,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.sleep, self.clock = sleep, clock
        self._jitter, self._api_key = jitter, api_key
        headers = {
            "Authorization": f"Bearer {api_key}",
            "Accept": "application/json",
            "User-Agent": USER_AGENT,
        }
        self._http = httpx.Client(
            base_url=base_url, headers=headers, timeout=_TIMEOUT, transport=transport, trust_env=proxies
        )

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The decoded reply to GET; None for an empty one."""
        return self._request("GET", path, params=params)

    def pages(self, path: str, item: str, params: Mapping[str, str | int] | None = None) -> Iterator[Any]:
        """Every `item` of a list, over all pages: `[{"cursor": ..., item: {...}}]` each, `[]` at the end."""
        query: dict[str, str | int] = {**(params or {}), "limit": _PAGE}
        while page := self.get(path, query):
            for entry in page:
                yield entry[item]
            query["cursor"] = page[-1]["cursor"]

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The decoded reply to POST; None for an empty one (202)."""
        return self._request("POST", path, body=body)

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """The decoded reply to PUT."""
        return self._request("PUT", path, body=body)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """The decoded reply to PATCH."""
        return self._request("PATCH", path, body=body)

    def delete(self, path: str) -> None:
        """Delete; what is gone already is fine."""
        try:
            self._request("DELETE", path)
        except errors.GoneError:
            return

    def _request(
        self,
        method: str,
        path: str,
        params: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        for attempt in range(1, _ATTEMPTS + 1):
            failure: errors.RenderError
            status, retry_after = None, None
            try:
                response = self._http.request(method, path, params=params, json=body)
            except httpx.RequestError as error:
                # Only the kind of error: its text can quote a header.
                failure = errors.NoReplyError(method, path, type(error).__name__)
            else:
                if response.is_success:
                    return _decoded(method, path, response)
                status, retry_after = response.status_code, _retry_after(response)
                failure = self._refusal(method, path, body, response)
            wait = wait_before_retry(method, status, retry_after, attempt, self._jitter())
            if wait is None:
                break
            if wait >= _WORTH_A_NOTE:
                note(f"render: {status or 'no reply'} to {method} {path}, waiting {wait:.0f} s")
            self.sleep(wait)
        raise failure

    def _refusal(
        self, method: str, path: str, body: Mapping[str, Any] | None, response: httpx.Response
    ) -> errors.ApiError:
        try:
            message = str(response.json().get("message") or "")
        except (ValueError, AttributeError):
            message = ""
        return errors.api_error(
            method,
            path,
            response.status_code,
            errors.safe_message(message, [self._api_key, *errors.sent_values(body)]),
            response.headers.get("Render-Request-Id", ""),
            _retry_after(response),
        )


def create_once(send: Callable[[], T], find: Callable[[], T | None]) -> T:
    """Create something with a POST, which is never repeated blindly: Render has no idempotency keys.

    When the outcome of `send` is unknown, `find` looks whether it happened; if not, the first error stands.
    """
    try:
        return send()
    except errors.UncertainError:
        found = find()
        if found is None:
            raise
        return found


def _decoded(method: str, path: str, response: httpx.Response) -> Any:
    if not response.content:
        return None
    try:
        return response.json()
    except ValueError:
        text = f"the reply to {method} {path} is not JSON: check that RENDER_API_URL names the API"
        raise errors.UnexpectedReplyError(text) from None


def _retry_after(response: httpx.Response) -> float | None:
    # Ratelimit-Reset holds seconds as well; Render's page says epoch, its replies say otherwise.
    value = response.headers.get("Retry-After") or response.headers.get("Ratelimit-Reset") or ""
    return float(value) if value.isdigit() else None
