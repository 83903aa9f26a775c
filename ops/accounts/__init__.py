"""What stands in the accounts: Vercel, Atlas, and Render by its own client. Only operations change it."""

import os
from collections.abc import Mapping
from typing import Any

import httpx

from config.vendors import is_local, is_rehearsal
from ops.commands import InputError

Json = dict[str, Any]
# Of the refusals that begin with 4, those that pass by themselves.
_PASSING = (httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_EARLY, httpx.codes.TOO_MANY_REQUESTS)
SECONDS = 30.0
_CONNECT = 10.0


class AccountError(InputError):
    """One line: which vendor, what it said, what to do. `status`: of HTTP, None without a reply."""

    def __init__(self, text: str, status: int | None = None) -> None:
        super().__init__(text)
        self.status = status

    @property
    def may_pass(self) -> bool:
        """Whether it may be otherwise soon: no reply, the vendor's own failure, too much at once.

        What was asked for may have been done all the same.
        """
        return self.status is None or self.status >= 500 or self.status in _PASSING


class Api:
    """One vendor's API. `what_refused` says how to get a key that is accepted; `seconds`: for each reply."""

    def __init__(
        self,
        vendor: str,
        base_url: str,
        *,
        what_refused: str,
        headers: Mapping[str, str] | None = None,
        auth: httpx.Auth | None = None,
        transport: httpx.BaseTransport | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self.vendor, self._what_refused = vendor, what_refused
        # A request to this machine must not leave it through a proxy.
        trust = not is_local(base_url)
        self._http = httpx.Client(
            base_url=base_url,
            headers={"Accept": "application/json", **(headers or {})},
            auth=auth,
            timeout=httpx.Timeout(seconds, connect=min(seconds, _CONNECT)),
            transport=transport,
            trust_env=trust,
        )

    def get(self, path: str, **query: str | int | None) -> Json:
        """The decoded reply. Raises AccountError, for a 404 too."""
        found = self.find(path, **query)
        if found is None:
            text = f"{self.vendor}: {path} is not there, or this key may not see it"
            raise AccountError(text, status=httpx.codes.NOT_FOUND)
        return found

    def find(self, path: str, **query: str | int | None) -> Json | None:
        """The decoded reply, None for a 404. Raises AccountError for any other refusal, or for none."""
        reply = self._reply("GET", path, query)
        if reply.status_code == httpx.codes.NOT_FOUND:
            return None
        return self._decoded(path, reply)

    def post(self, path: str, body: Json | list[Json], **query: str | int | None) -> Json:
        """The decoded reply to a request that changes something, {} for an empty one.

        Raises AccountError; one without a reply may have been carried out, so look before it is sent again.
        """
        return self._decoded(path, self._reply("POST", path, query, body))

    def delete(self, path: str) -> None:
        """Take away what may be gone already. Raises AccountError; it can be sent again."""
        reply = self._reply("DELETE", path, {})
        if reply.status_code != httpx.codes.NOT_FOUND:
            self._decoded(path, reply)

    def _reply(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int | None],
        body: Json | list[Json] | None = None,
    ) -> httpx.Response:
        parameters = {key: value for key, value in query.items() if value is not None}
        try:
            return self._http.request(method, path, params=parameters, json=body)
        except httpx.HTTPError as error:
            kind = type(error).__name__
            raise AccountError(
                f"{self.vendor}: no reply ({kind}); check the network, then run again"
            ) from None

    def _decoded(self, path: str, reply: httpx.Response) -> Json:
        if reply.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise AccountError(
                f"{self.vendor}: answered {reply.status_code}; {self._what_refused}", status=reply.status_code
            )
        if reply.is_error:
            passing = reply.is_server_error or reply.status_code in _PASSING
            what = "run again later" if passing else "correct the id or name in it"
            raise AccountError(
                f"{self.vendor}: answered {reply.status_code} to {path}{_reason(reply)}; {what}",
                status=reply.status_code,
            )
        if not reply.content:
            return {}
        try:
            found: Json = reply.json()
            return found
        except ValueError:
            raise AccountError(f"{self.vendor}: {path} answered something that is no JSON") from None


def _reason(reply: httpx.Response) -> str:
    """What a refusal to change something says, in brackets; of one to read the path says enough."""
    if reply.request.method == "GET":
        return ""
    try:
        found = reply.json()
        said, detail = found.get("error"), found.get("detail")
    except (ValueError, AttributeError):
        return ""
    # Vercel's words, and Atlas'.
    message = said.get("message") if isinstance(said, dict) else detail
    return f" ({' '.join(str(message).split())[:200]})" if message else ""


def endpoint(variable: str, default: str, environ: Mapping[str, str] = os.environ) -> str:
    """The base URL: the vendor's, or what the variable names. Raises AccountError when it is unsafe."""
    url = environ.get(variable, "").strip() or default
    if is_rehearsal(environ) and not is_local(url):
        raise AccountError(
            f"{variable}: SANDBOX_DIR is set, so it must name this machine; run the command through "
            "`python -m sandbox run --`"
        )
    if not url.startswith("https://") and not is_local(url):
        raise AccountError(f"{variable}: must begin with https://")
    return url.rstrip("/")
