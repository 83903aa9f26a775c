"""What every Render route shares: the bearer check, error bodies, ids, timestamps and the store's tables."""

import json
import secrets
import string
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.cloud import Cloud
from sandbox.render_api import limits

Object = dict[str, Any]
Handler = Callable[[Cloud, Request], Awaitable[Response]]

LOWER = string.digits + string.ascii_lowercase


class Refused(Exception):
    """The API says no: an HTTP status and the text of its `message`."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def route(cloud: Cloud, path: str, **handlers: Handler) -> Route:
    """Serve `path` with one handler per HTTP method; a `Refused` of a handler becomes Render's error body."""

    async def answer(request: Request) -> Response:
        known = _is_authorized(cloud, request)
        # Limits belong to the owner of a key: a request without a valid one uses up nothing.
        spent = limits.spend(cloud, request.method, path, request.path_params.get("id"), counted=known)
        handler = handlers[request.method] if known else _unauthorized
        response = await _answered(_too_many if spent.exceeded else handler, cloud, request)
        response.headers.update(spent.headers)
        response.headers["Render-Request-Id"] = new_id("req-")
        return response

    found = Route(path, answer, methods=list(handlers))
    # Starlette adds HEAD to GET on its own; Render documents none.
    found.methods = set(handlers)
    return found


async def _answered(handler: Handler, cloud: Cloud, request: Request) -> Response:
    try:
        return await handler(cloud, request)
    except Refused as refused:
        return JSONResponse({"message": refused.message}, refused.status)


async def _unauthorized(_cloud: Cloud, _request: Request) -> Response:
    raise Refused(401, "Unauthorized")


async def _too_many(_cloud: Cloud, _request: Request) -> Response:
    raise Refused(429, "rate limit exceeded")


def _is_authorized(cloud: Cloud, request: Request) -> bool:
    expected = f"Bearer {cloud.credentials['renderApiKey']}"
    given = request.headers.get("authorization", "")
    return secrets.compare_digest(given.encode(), expected.encode())


async def body_of(request: Request) -> Any:
    """Return the JSON body, None when there is none. Raises Refused 400 when it is not JSON."""
    raw = await request.body()
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        raise Refused(400, "invalid JSON") from None


def table(cloud: Cloud, name: str) -> dict[str, Any]:
    """Return one table of the Render data, such as "services": id to object."""
    found: dict[str, Any] = cloud.render.setdefault(name, {})
    return found


def public(item: Object) -> Object:
    """Return `item` as the API shows it: keys that start with "_" never leave."""
    return {key: value for key, value in item.items() if not key.startswith("_")}


def new_id(prefix: str) -> str:
    """Return `prefix` and 20 characters of [0-9a-z], the form of Render's ids."""
    return prefix + "".join(secrets.choice(LOWER) for _ in range(20))


def stamp(seconds: float) -> str:
    """Return epoch `seconds` as Render writes a time on a read: microseconds, UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def fresh_stamps(item: Object) -> Object:
    """Return `item` with the nanosecond times of a create reply; every later read has microseconds."""
    return item | {key: item[key].replace("Z", "000Z") for key in ("createdAt", "updatedAt")}
