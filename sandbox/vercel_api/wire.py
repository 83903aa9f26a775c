"""What every Vercel route shares: the token, the team, the shape of errors, and how a handler is called."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.cloud import Cloud

Json = dict[str, Any]


class VercelError(Exception):
    """A refusal as Vercel words it: HTTP status, `error.code`, `error.message`, more keys of `error`."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"error": {"code": code, "message": message, **more}}


@dataclass(frozen=True)
class Call:
    """One authorised request: path parameters, query, decoded body ({} without one), and its team."""

    cloud: Cloud
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any

    @property
    def team(self) -> Json:
        """Return the team named by `teamId`; the sandbox's token has no account beside its teams."""
        team: Json | None = self.cloud.vercel.get("teams", {}).get(self.query.get("teamId", ""))
        if team is None:
            raise forbidden("Not authorized: the token has no access to this team")
        return team

    def table(self, name: str) -> dict[str, Json]:
        """Return one of the tables that hold the service's data, by id."""
        rows: dict[str, Json] = self.cloud.vercel.setdefault(name, {})
        return rows

    def milliseconds(self) -> int:
        """Return the sandbox's time as Vercel writes times."""
        return int(self.cloud.now() * 1000)


Handler = Callable[[Call], Any]


def route(cloud: Cloud, method: str, path: str, handler: Handler, status: int) -> Route:
    """Wrap `handler` as a route: it gets an authorised call, returns JSON, or raises VercelError."""

    async def endpoint(request: Request) -> Response:
        content = await request.body()
        try:
            authorise(cloud, request.headers.get("authorization", ""))
            call = Call(cloud, request.path_params, request.query_params, decode(content))
            reply = handler(call)
        except VercelError as error:
            return JSONResponse(error.body, error.status)
        return Response(status_code=status) if status == 204 else JSONResponse(reply, status)

    return Route(path, endpoint, methods=[method])


def authorise(cloud: Cloud, header: str) -> None:
    """Raise 403 `forbidden`, as Vercel answers, unless the header carries the sandbox's token."""
    expected = f"Bearer {cloud.credentials['vercelToken']}"
    if not secrets.compare_digest(header.encode(), expected.encode()):
        raise forbidden("Not authorized", invalidToken=True)


def decode(content: bytes) -> Any:
    """Return the body's JSON, {} when there is none; raises 400 on anything else."""
    try:
        return json.loads(content) if content else {}
    except ValueError:
        raise bad_request("Invalid JSON") from None


def public(record: Json) -> Json:
    """Return what may leave the API: all but the keys that start with an underscore."""
    return {key: value for key, value in record.items() if not key.startswith("_")}


def new_id(prefix: str = "") -> str:
    """Return a fresh id of the shape that Vercel gives."""
    return prefix + secrets.token_hex(14)


def forbidden(message: str, **more: Any) -> VercelError:
    """Return a 403."""
    return VercelError(403, "forbidden", message, **more)


def not_found(what: str) -> VercelError:
    """Return a 404 whose body has a code, without which the provider does not take the thing as gone."""
    return VercelError(404, "not_found", f"{what} not found.")


def bad_request(message: str) -> VercelError:
    """Return a 400."""
    return VercelError(400, "bad_request", message)


def refuse_unknown(body: Any, allowed: frozenset[str]) -> None:
    """Raise 400 for a body that is no object or has a property outside `allowed`, as Vercel does."""
    if not isinstance(body, dict):
        raise bad_request("Invalid request: should be object.")
    unknown = sorted(set(body) - allowed)
    if unknown:
        raise bad_request(f"Invalid request: should NOT have additional property `{unknown[0]}`.")
