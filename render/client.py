"""HTTP to Render's REST API: authentication, pages, limits, retries, errors. Knows no resource."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any

from render import errors
from render.progress import note
from render.rate_limiter import RateLimiter, bucket
from render.retry import PATIENT, WORTH_A_NOTE, Patience, asked_wait, wait_before_retry

if TYPE_CHECKING:
    import httpx

_PAGE = 100


class RenderClient:
    """One connection pool to one Render API; safe to share between threads. Writes to one service take turns.

    `base_url` ends in the API version (`https://api.render.com/v1`). `proxies`: whether HTTP_PROXY and its
    kin apply. `patience`: of somebody who only looks it may be short. `transport`, `sleep`, `clock` and
    `jitter` are for tests. Every method raises RenderError.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        proxies: bool = True,
        patience: Patience = PATIENT,
        transport: "httpx.BaseTransport | None" = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,  # noqa: S311
    ) -> None:
        self.sleep, self.clock, self.jitter = sleep, clock, jitter
        self._api_key, self._patience = api_key, patience
        self._limiter = RateLimiter(sleep, clock, patience.limit)
        # Not at the top: a program that declares resources imports this module too, and sends nothing.
        from render import transport as http

        self._http = http.connect(base_url, api_key, proxies, transport, patience.reply)
        self._send = http.send

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The decoded reply to GET; None for an empty one."""
        return self._request("GET", path, params=params)

    def pages(self, path: str, item: str, params: Mapping[str, str | int] | None = None) -> Iterator[Any]:
        """Every `item` of a list, over all pages: `[{"cursor": ..., item: {...}}]` each.

        A page that is not full is the last one; Render's own CLI ends there too.
        """
        query: dict[str, str | int] = {**(params or {}), "limit": _PAGE}
        while page := self.get(path, query) or []:
            yield from (entry[item] for entry in page)
            if len(page) < _PAGE:
                return
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
        with self._limiter.write_lock(method, path):
            for attempt in count(1):
                self._limiter.wait(method, path)
                reply = self._send(self._http, method, path, params, body)
                if not isinstance(reply, errors.NoReplyError):
                    self._limiter.observe(method, path, reply.status_code, reply.headers)
                    if reply.is_success:
                        return _decoded(method, path, reply)
                if not self._waited(method, path, reply, attempt):
                    break
        if isinstance(reply, errors.NoReplyError):
            raise reply
        raise self._refusal(method, path, body, reply)

    def _waited(
        self, method: str, path: str, reply: "httpx.Response | errors.NoReplyError", attempt: int
    ) -> bool:
        """Whether to send again, and the time for it has come."""
        status, asked = None, None
        if not isinstance(reply, errors.NoReplyError):
            status, asked = reply.status_code, asked_wait(reply.headers)
        wait = wait_before_retry(method, status, asked, attempt, self.jitter(), self._patience)
        if wait is None:
            return False
        if wait >= WORTH_A_NOTE:
            note(f"render: {status or 'no reply'} to {method} {path}, waiting {wait:.0f} s")
        self.sleep(wait)
        return True

    def _refusal(
        self, method: str, path: str, body: Mapping[str, Any] | None, response: "httpx.Response"
    ) -> errors.ApiError:
        try:
            message = str(response.json().get("message") or "")
        except (ValueError, AttributeError):
            message = ""
        message = errors.safe_message(message, [self._api_key, *errors.sent_values(body)])
        request_id = response.headers.get("Render-Request-Id", "")
        if response.status_code == 429:
            limit, seconds = bucket(method, path).limit, asked_wait(response.headers)
            return errors.rate_limited(method, path, limit, seconds, message, request_id)
        return errors.api_error(method, path, response.status_code, message, request_id)


def _decoded(method: str, path: str, response: "httpx.Response") -> Any:
    if not response.content:
        return None
    # Raised outside of the handler: the JSON error holds the whole reply.
    with suppress(ValueError):
        return response.json()
    raise errors.UnexpectedReplyError(
        f"the reply to {method} {path} is not JSON: check that RENDER_API_URL names the API"
    )
