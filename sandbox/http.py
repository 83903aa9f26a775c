"""What the emulated APIs share of HTTP: a request as a handler sees it, and its answer or refusal."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.cloud import Cloud

Json = dict[str, Any]
# Method, path, handler of a call, and the status of a reply that is no refusal.
Row = tuple[str, str, Callable[..., Any], int]


class Refusal(Exception):
    """An API refuses a request: an HTTP status, and a body in the words of its service."""

    def __init__(self, status: int, body: Json, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = headers

    def response(self) -> Response:
        """Return it as a client gets it."""
        return JSONResponse(self.body, self.status, self.headers)


@dataclass(frozen=True)
class Call:
    """One authorised request: path parameters, query, and the decoded JSON of its body."""

    cloud: Cloud
    path: Mapping[str, str]
    query: QueryParams
    body: Any


def route(method: str, path: str, answer: Callable[[Request, bytes], Response]) -> Route:
    """Serve one method of a path: `answer` gets the request and its content, or raises a Refusal."""

    async def endpoint(request: Request) -> Response:
        content = b"" if method == "GET" else await request.body()
        try:
            return answer(request, content)
        except Refusal as refusal:
            return refusal.response()

    found = Route(path, endpoint, methods=[method])
    # Starlette adds HEAD to GET on its own; none of the services documents it.
    found.methods = {method}
    return found


def response(reply: Any, status: int, media_type: str | None = None) -> Response:
    """Return what a handler gave as a response: JSON, nothing for None; a Response is one already."""
    if isinstance(reply, Response):
        return reply
    if reply is None:
        return Response(status_code=status)
    return JSONResponse(reply, status, media_type=media_type)


def decoded(content: bytes, empty: Any, refusal: Refusal) -> Any:
    """Return the JSON of a body, `empty` when there is none. Raises `refusal` for anything else."""
    try:
        return json.loads(content) if content else empty
    except ValueError:
        raise refusal from None


def has_bearer(request: Request, token: str) -> bool:
    """Tell whether the request carries this token."""
    given = request.headers.get("authorization", "")
    return secrets.compare_digest(given.encode(), f"Bearer {token}".encode())


def public(record: Json) -> Json:
    """Return what may leave an API: all but the keys that start with an underscore."""
    return {key: value for key, value in record.items() if not key.startswith("_")}
